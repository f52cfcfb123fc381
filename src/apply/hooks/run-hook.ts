import { fieldManager } from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import { ClusterError, UnavailableError } from '../../model/ports/cluster-errors.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { ApplyOutcome } from '../apply.ts';
import { problemOf } from '../problem-of.ts';
import { type ApplyRun, changed } from '../run.ts';
import { finishHook, lostHook } from './finish-hook.ts';
import { isRun, markedHook, referenceOf } from './hook-object.ts';
import { makeWay } from './make-way.ts';
import { failedHook, unknownHook } from './questions.ts';
import { settleEarlier } from './settle-earlier.ts';
import { tidyHook } from './tidy-hook.ts';

/**
 * Brings one hook to its end, once: begins it where it has not run, and goes on
 * where an attempt before this one stopped. `undefined` where it has succeeded.
 */
export async function runHook(run: ApplyRun, hook: PlannedHook): Promise<ApplyOutcome | undefined> {
  const { id, action, reason, record, unsettled } = hook;
  switch (action) {
    case 'done':
      await tidyHook(run, hook, 'Succeeded');
      changed(run, { id, action: 'unchanged', reason });
      return undefined;
    case 'failed':
      await tidyHook(run, hook, 'Failed');
      failedHook(run, hook, record?.message ?? '');
      return 'failed';
    case 'asks': {
      const asking = [record, ...unsettled].find((one) => one?.outcome === 'Unknown');
      if (asking !== undefined) unknownHook(run, hook, asking);
      return 'blocked';
    }
    case 'resume':
      return record === undefined ? start(run, hook) : resume(run, hook, record);
    case 'run':
      return start(run, hook);
  }
}

async function start(run: ApplyRun, hook: PlannedHook): Promise<ApplyOutcome | undefined> {
  for (const earlier of hook.unsettled) {
    const stopped = await settleEarlier(run, hook, earlier);
    if (stopped !== undefined) return stopped;
  }
  const tries = Number(hook.record?.facts.serial ?? '0');
  return begin(run, hook, hook.record, tries + 1);
}

/** An attempt is on record without its end: the cluster knows whether its object was made. */
async function resume(
  run: ApplyRun,
  hook: PlannedHook,
  record: StepRecord,
): Promise<ApplyOutcome | undefined> {
  const { cluster, signal } = run.context;
  const live = await cluster.get(referenceOf(hook.manifest), signal);
  if (live !== undefined && isRun(live, record)) return made(run, hook, record, live);
  if (record.facts.uid !== undefined) return lostHook(run, hook, record);
  // It never came to be: its finalizer would have kept it.
  return begin(run, hook, record, Number(record.facts.serial ?? '1'));
}

/** On record first, then on the cluster. */
async function begin(
  run: ApplyRun,
  hook: PlannedHook,
  seen: StepRecord | undefined,
  serial: number,
): Promise<ApplyOutcome | undefined> {
  if (!(await makeWay(run, hook))) return 'failed';
  const { target, revision } = run.plan;
  const { step, digest } = hook;
  const facts = { ...hook.facts, serial: String(serial) };
  const { cluster, ledger } = run.context;
  const record = await ledger.begin({ target, step, digest, revision, facts }, seen);
  let live: Manifest;
  try {
    live = await cluster.apply(markedHook(hook, record), { fieldManager, force: true });
  } catch (error) {
    if (!(error instanceof ClusterError) || error instanceof UnavailableError) throw error;
    await ledger.settle(record, { outcome: 'Undone', message: 'the API server refused it' });
    const problem = problemOf(error, hook);
    run.problems.push(problem);
    changed(run, { id: hook.id, action: 'failed', reason: problem.what });
    return 'failed';
  }
  changed(run, { id: hook.id, action: 'created', reason: `hook of ${revision}` });
  return made(run, hook, record, live);
}

async function made(
  run: ApplyRun,
  hook: PlannedHook,
  record: StepRecord,
  live: Manifest,
): Promise<ApplyOutcome | undefined> {
  const { uid = '' } = live.metadata;
  const known = record.facts.uid === uid;
  const noted = known ? record : await run.context.ledger.note(record, { uid });
  return finishHook(run, hook, noted, live);
}
