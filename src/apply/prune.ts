import { concurrently } from '../model/concurrently.ts';
import { hookStepAnnotation, targetLabel } from '../model/identity.ts';
import { jsonEquals } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { objectKey } from '../model/object-id.ts';
import type { ObjectReference } from '../model/ports/cluster.ts';
import { ConflictError, NotFoundError } from '../model/ports/cluster-errors.ts';
import type { PlannedPrune } from '../plan/plan.ts';
import type { ApplyOutcome } from './apply.ts';
import { release } from './hooks/hook-object.ts';
import { problemOf } from './problem-of.ts';
import { type ApplyRun, changed, stepFinished, stepStarted } from './run.ts';
import { waitDeleted } from './wait-deleted.ts';

/** How often a deletion is tried while the object's status keeps moving. */
const deleteTries = 5;

/** Deletes what left Git, stage by stage, unless that waits for approval. */
export async function prune(run: ApplyRun): Promise<ApplyOutcome> {
  const { prunes, approval, digest } = run.plan;
  if (prunes.length === 0) return 'done';
  stepStarted(run, 'Prune', prunes.length);
  if (approval.held) {
    const reason = `its deletion waits for approval of ${digest}`;
    for (const { id } of prunes) changed(run, { id, action: 'skipped', reason });
    return 'pruning-held';
  }
  for (const stage of Map.groupBy(prunes, ({ stage }) => stage).values()) {
    const problems = run.problems.length;
    await concurrently(stage, run.concurrency, (one) => pruneOne(run, one), run.context.signal);
    if (run.problems.length > problems) return 'failed';
    const stopped = await waitDeleted(run, stage);
    if (stopped !== undefined) return stopped;
  }
  stepFinished(run);
  return 'done';
}

/** Deletes one object, if it is still what the plan was made for. */
async function pruneOne(run: ApplyRun, planned: PlannedPrune): Promise<void> {
  const { id, reason } = planned;
  try {
    const refused = await deleteGuarded(run, planned);
    if (refused !== undefined) {
      changed(run, { id, action: 'skipped', reason: refused });
      return;
    }
    run.deleting.add(objectKey(id));
    changed(run, { id, action: 'deleted', reason });
  } catch (thrown) {
    const problem = problemOf(thrown, planned);
    run.problems.push(problem);
    changed(run, { id, action: 'failed', reason: problem.what });
  }
}

/** Why the object was not deleted after all; `undefined` where it was, or was gone. */
async function deleteGuarded(run: ApplyRun, planned: PlannedPrune): Promise<string | undefined> {
  const { id, apiVersion, live, propagation } = planned;
  const { cluster } = run.context;
  const { kind, namespace, name } = id;
  const reference = { apiVersion, kind, namespace, name };
  let resourceVersion = await versionToDelete(run, planned, reference);
  for (let tries = 1; ; tries++) {
    try {
      await cluster.delete(reference, { uid: live.uid, resourceVersion, propagation });
      return undefined;
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      if (!(error instanceof ConflictError) || tries === deleteTries) throw error;
    }
    const now = await cluster.get(reference);
    if (now === undefined || now.metadata.deletionTimestamp !== undefined) return undefined;
    if (!isAsSeen(now, planned, run.plan.target)) {
      return 'it changed while the plan ran: the next plan looks at it again';
    }
    resourceVersion = now.metadata.resourceVersion ?? '';
  }
}

/**
 * The version of the object that is to be deleted. One of a hook is let go first:
 * its run is over, or the ledger has lost it, and nobody else would ever do so.
 */
async function versionToDelete(
  { context, plan }: ApplyRun,
  planned: PlannedPrune,
  reference: ObjectReference,
): Promise<string> {
  const { live, seen } = planned;
  if (seen.annotations?.[hookStepAnnotation] === undefined) return live.resourceVersion;
  const left = await context.cluster.get(reference);
  if (left === undefined || !isAsSeen(left, planned, plan.target)) return live.resourceVersion;
  await release(context.cluster, left);
  return left.metadata.resourceVersion ?? live.resourceVersion;
}

/** Whether only the status of an object has moved since the guards looked at it. */
function isAsSeen(now: Manifest, { live, seen }: PlannedPrune, target: string): boolean {
  const { uid, labels, annotations, generation } = now.metadata;
  return (
    uid === live.uid &&
    labels?.[targetLabel] === target &&
    generation === seen.generation &&
    jsonEquals(labels, seen.labels) &&
    jsonEquals(annotations, seen.annotations)
  );
}
