import { formatDuration } from '../../model/duration.ts';
import type { Manifest } from '../../model/manifest.ts';
import { objectIdOf } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { ApplyRun } from '../run.ts';
import { waitFor } from '../wait-for.ts';
import { endOf, type HookEnd, isRun } from './hook-object.ts';

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
): Promise<HookEnd | 'running' | 'lost'> {
  const rules = run.context.healthRules ?? new Map();
  const known = endOf(live, rules);
  if (known !== undefined) return known;
  const id = objectIdOf(live);
  const message = `it runs, for ${formatDuration(timeout)} at most before the next look`;
  const unhealthy = [{ id, status: 'InProgress' as const, message }];
  run.context.onProgress?.({ type: 'waiting', step: run.reached, unhealthy });
  const waited = await waitFor(
    run,
    [{ id, apiVersion: live.apiVersion, alone: true }],
    (objects) => {
      const [object] = [...objects.values()].filter((one) => isRun(one, record));
      return object === undefined ? 'lost' : endOf(object, rules);
    },
    { timeout, uninterrupted: true },
  );
  return waited.ended === 'judged' ? waited.verdict : 'running';
}
