import type { StepRecord } from '../../model/ports/ledger.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { ApplyOutcome } from '../apply.ts';
import type { ApplyRun } from '../run.ts';
import { awaitEnd } from './await-end.ts';
import { lostHook, stillRunning } from './finish-hook.ts';
import { isRun, referenceOf } from './hook-object.ts';
import { tidyObject } from './tidy-hook.ts';

/**
 * Brings a run for an older revision to its end before a new one begins: two
 * never run at once. `undefined` where the new one may begin.
 */
export async function settleEarlier(
  run: ApplyRun,
  hook: PlannedHook,
  earlier: StepRecord,
): Promise<ApplyOutcome | undefined> {
  const { cluster, ledger, signal } = run.context;
  const { apiVersion = '', kind = '', name = '' } = earlier.facts;
  const reference = { ...referenceOf(hook.manifest), apiVersion, kind, name };
  const live = await cluster.get(reference, signal);
  if (live === undefined || !isRun(live, earlier)) {
    if (earlier.facts.uid !== undefined) return lostHook(run, hook, earlier);
    // Its finalizer would have kept it: it never came to be.
    await ledger.settle(earlier, { outcome: 'Undone', message: 'it never began' });
    return undefined;
  }
  const end = await awaitEnd(run, hook, earlier, live);
  if (end === 'running') return stillRunning(run, hook);
  if (end === 'lost') return lostHook(run, hook, earlier);
  const { outcome, message } = end;
  await ledger.settle(earlier, { outcome, message });
  await tidyObject(run, hook, end.live, outcome);
  return undefined;
}
