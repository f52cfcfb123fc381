import type { Wave } from '../plan/plan.ts';
import type { ApplyOutcome } from './apply.ts';
import { type ApplyRun, stepFinished, stepStarted } from './run.ts';
import { unhealthyOutcome } from './unhealthy-outcome.ts';
import { waitHealthy } from './wait-healthy.ts';

/** Waits until every object of a wave is healthy, where what follows asks for it. */
export async function waitForWave(
  run: ApplyRun,
  step: string,
  wave: Wave,
): Promise<ApplyOutcome | undefined> {
  if (!wave.waitHealthy || wave.stages.length === 0) return undefined;
  const objects = wave.stages
    .flatMap((stage) => stage.objects)
    .map(({ id, manifest }) => ({ id, apiVersion: manifest.apiVersion }));
  stepStarted(run, `${step}/health`, 0);
  const result = await waitHealthy(run, objects);
  if (result.ended !== 'healthy') return unhealthyOutcome(run, result);
  run.healthy = true;
  stepFinished(run);
  return undefined;
}
