import type { ApplyOutcome } from './apply.ts';
import { explainPods } from './explain-pods.ts';
import type { ApplyRun } from './run.ts';
import type { WaitResult } from './wait-healthy.ts';

/** Keeps what is not healthy, with what its pods say about it, and gives the outcome. */
export async function unhealthyOutcome(
  run: ApplyRun,
  { ended, unhealthy }: WaitResult,
): Promise<ApplyOutcome> {
  run.healthy = false;
  run.unhealthy = ended === 'superseded' ? unhealthy : await explainPods(run, unhealthy);
  return ended === 'superseded' ? 'superseded' : 'unhealthy';
}
