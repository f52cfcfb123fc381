import {
  type ApprovedClaim,
  approvedClaims,
  factsOfApproval,
} from '../model/ledger/approved-claims.ts';
import { prunedDataStep } from '../model/ledger/step-names.ts';
import { formatObjectId, type ObjectId, objectKey } from '../model/object-id.ts';
import type { StepRecord } from '../model/ports/ledger.ts';
import type { DataClaim } from '../plan/migrations/prune-data.ts';
import type { ApplyOutcome } from './apply.ts';
import { findUser } from './migrations/volumes.ts';
import { problemOf } from './problem-of.ts';
import { type ApplyRun, changed, stepFinished, stepStarted } from './run.ts';
import { waitDeleted } from './wait-deleted.ts';

/**
 * Deletes the claims of shards and replicas that are no more, where somebody has
 * approved exactly that. The approval is on record before the first one goes, so
 * that whatever stops it here goes on without asking again.
 */
export async function pruneData(run: ApplyRun): Promise<ApplyOutcome | undefined> {
  const { pruned, over, approved, record } = run.plan.remaining;
  for (const one of over) await endApproval(run, one);
  if (pruned.length === 0) return undefined;
  stepStarted(run, 'Prune/data', pruned.length);
  const { target, revision } = run.plan;
  const facts = factsOfApproval(pruned.map(({ id, live }) => ({ ...nameIn(id), uid: live.uid })));
  const attempt = { target, step: prunedDataStep, digest: approved, revision, facts };
  const goesOn = record?.outcome === 'Started';
  const begun = goesOn ? record : await run.context.ledger.begin(attempt, record);
  const problems = run.problems.length;
  for (const claim of pruned) await pruneClaim(run, claim);
  if (run.problems.length > problems) return 'failed';
  const stopped = await waitDeleted(run, pruned, { alone: true });
  if (stopped !== undefined) return stopped;
  await endApproval(run, begun);
  stepFinished(run);
  return undefined;
}

/** Deletes one claim if it is still the same, and no pod has come to use it. */
async function pruneClaim(run: ApplyRun, claim: DataClaim): Promise<void> {
  const { id, apiVersion, live, size } = claim;
  const { cluster, clock, signal } = run.context;
  const reference = { apiVersion, kind: id.kind, namespace: id.namespace, name: id.name };
  signal?.throwIfAborted();
  try {
    const now = await cluster.get(reference, signal);
    const user = await findUser(id, { cluster, clock, signal });
    if (now === undefined || now.metadata.uid !== live.uid) return;
    if (user !== undefined) {
      const pod = `Pod/${id.namespace}/${user.metadata.name}`;
      changed(run, { id, action: 'skipped', reason: `${pod} uses it` });
      return;
    }
    const { resourceVersion = live.resourceVersion } = now.metadata;
    await cluster.delete(reference, { uid: live.uid, resourceVersion, propagation: 'Background' });
    run.deleting.add(objectKey(id));
    const reason = `its ${size} of data were approved to go`;
    changed(run, { id, action: 'deleted', reason });
  } catch (thrown) {
    signal?.throwIfAborted();
    const problem = problemOf(thrown, claim);
    run.problems.push(problem);
    changed(run, { id, action: 'failed', reason: problem.what });
  }
}

/** Puts on record what became of an approval, by what is there. One that goes on stays as it is. */
async function endApproval(run: ApplyRun, record: StepRecord): Promise<void> {
  const claims = approvedClaims(record);
  const left: ApprovedClaim[] = [];
  for (const claim of claims) if (await isThere(run, claim)) left.push(claim);
  const again = run.plan.remaining.over.includes(record);
  if (left.length > 0 && !again) return;
  await run.context.ledger.settle(
    record,
    left.length === 0
      ? { outcome: 'Succeeded', message: `${claims.length} claims are deleted` }
      : {
          outcome: 'Undone',
          message: `in use again, or not to be deleted any more: ${left.map(nameOf).join(', ')}`,
        },
  );
}

/** Whether a claim is there, and stays. */
async function isThere(run: ApplyRun, { namespace, name, uid }: ApprovedClaim): Promise<boolean> {
  const { cluster, signal } = run.context;
  const kind = 'PersistentVolumeClaim';
  const found = await cluster.get({ apiVersion: 'v1', kind, namespace, name }, signal);
  return found?.metadata.uid === uid && found.metadata.deletionTimestamp === undefined;
}

function nameIn({ namespace, name }: ObjectId) {
  return { namespace, name };
}

function nameOf({ namespace, name }: ApprovedClaim): string {
  return formatObjectId({ group: '', kind: 'PersistentVolumeClaim', namespace, name });
}
