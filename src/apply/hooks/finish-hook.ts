import { formatDuration } from '../../model/duration.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { ApplyOutcome } from '../apply.ts';
import { type ApplyRun, changed } from '../run.ts';
import { awaitEnd } from './await-end.ts';
import { logOf } from './hook-log.ts';
import { failedHook, unknownHook } from './questions.ts';
import { tidyObject } from './tidy-hook.ts';

/** Waits for the end of this run, puts it on record, and only then lets its object go. */
export async function finishHook(
  run: ApplyRun,
  hook: PlannedHook,
  record: StepRecord,
  live: Manifest,
): Promise<ApplyOutcome | undefined> {
  const end = await awaitEnd(run, hook, record, live);
  if (end === 'running') return stillRunning(run, hook);
  if (end === 'lost') return lostHook(run, hook, record);
  const { outcome, message } = end;
  const log = outcome === 'Failed' ? await logOf(run, live) : '';
  await run.context.ledger.settle(record, { outcome, message: `${message}${log}` });
  await tidyObject(run, hook, end.live, outcome);
  if (outcome === 'Succeeded') return undefined;
  changed(run, { id: hook.id, action: 'failed', reason: message });
  failedHook(run, hook, `${message}${log}`);
  return 'failed';
}

/** Its object was made and is gone, whatever its finalizer was for: a person has to say what became of it. */
export async function lostHook(
  run: ApplyRun,
  hook: PlannedHook,
  record: StepRecord,
): Promise<ApplyOutcome> {
  const message = 'its object was made, and is gone although nobody has seen its end';
  const unknown = await run.context.ledger.settle(record, { outcome: 'Unknown', message });
  unknownHook(run, hook, unknown);
  return 'blocked';
}

export function stillRunning(run: ApplyRun, { id, timeout }: PlannedHook): ApplyOutcome {
  const message = `its end did not come within ${formatDuration(timeout)}; it goes on, and is waited for again`;
  run.unhealthy = [{ id, status: 'InProgress', message }];
  return 'hook-running';
}
