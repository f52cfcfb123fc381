import { formatDuration } from '../../model/duration.ts';
import type { Manifest } from '../../model/manifest.ts';
import { objectIdOf } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { ApplyRun } from '../run.ts';
import { waitFor } from '../wait-for.ts';
import { endOf, type HookEnd, isRun } from './hook-object.ts';

/** The end of a run, and its object as it was then. */
export interface EndSeen extends HookEnd {
  readonly live: Manifest;
}

/**
 * Waits for the end of a run whose object was made. `running` where its time is
 * over and it still goes on; `lost` where its object is gone. A newer commit
 * does not cut it short.
 */
export async function awaitEnd(
  run: ApplyRun,
  { timeout }: Pick<PlannedHook, 'timeout'>,
  record: StepRecord,
  live: Manifest,
): Promise<EndSeen | 'running' | 'lost'> {
  const rules = run.context.healthRules ?? new Map();
  const known = endOf(live, rules);
  if (known !== undefined) return { ...known, live };
  const id = objectIdOf(live);
  const message = `it runs, for ${formatDuration(timeout)} at most before the next look`;
  const unhealthy = [{ id, status: 'InProgress' as const, message }];
  run.context.onProgress?.({ type: 'waiting', step: run.reached, unhealthy });
  const waited = await waitFor(
    run,
    [{ id, apiVersion: live.apiVersion, alone: true }],
    (objects) => {
      const [object] = [...objects.values()].filter((one) => isRun(one, record));
      if (object === undefined) return 'lost';
      const end = endOf(object, rules);
      return end === undefined ? undefined : { ...end, live: object };
    },
    { timeout, uninterrupted: true },
  );
  return waited.ended === 'judged' ? waited.verdict : 'running';
}
