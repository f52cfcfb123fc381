import { objectKey } from '../model/object-id.ts';
import type { Followed, LiveObjects } from './follow.ts';
import type { ObjectHealth } from './health.ts';
import { isPassive } from './health-of.ts';
import { judgeHealth } from './judge-health.ts';
import { type ApplyRun, seen } from './run.ts';
import { waitFor } from './wait-for.ts';

/** How waiting for health ended; `unhealthy` names each object that is not, and why. */
export interface WaitResult {
  readonly ended: 'healthy' | 'failed' | 'timeout' | 'superseded';
  readonly unhealthy: readonly ObjectHealth[];
}

/**
 * Waits until all objects are healthy, for as long as the plan's timeout, or
 * until those that are not have failed for good. What earlier steps have seen
 * is judged first: where that is all healthy, nothing is asked of the server.
 * Throws the reason of the run's signal.
 */
export async function waitHealthy(
  run: ApplyRun,
  objects: readonly Followed[],
): Promise<WaitResult> {
  const { healthRules = new Map(), onProgress } = run.context;
  const active = objects.filter(({ id }) => !isPassive(id.group, id.kind, healthRules));
  const ids = active.map(({ id }) => id);
  let unhealthy: readonly ObjectHealth[] = [];
  let told = '';
  const judge = (live: LiveObjects): 'healthy' | 'failed' | undefined => {
    unhealthy = judgeHealth(ids, live, healthRules).filter(({ status }) => status !== 'Current');
    if (unhealthy.length === 0) return 'healthy';
    const text = unhealthy.map(({ id, message }) => `${objectKey(id)} ${message}`).join('\n');
    if (text !== told) onProgress?.({ type: 'waiting', step: run.reached, unhealthy });
    told = text;
    return unhealthy.every(({ status }) => status === 'Failed') ? 'failed' : undefined;
  };
  if (judge(run.live) === 'healthy') return { ended: 'healthy', unhealthy };
  const waited = await waitFor(run, active, (live) => {
    for (const object of live.values()) seen(run, object);
    return judge(live);
  });
  return { ended: waited.ended === 'judged' ? waited.verdict : waited.ended, unhealthy };
}
