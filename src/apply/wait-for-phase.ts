import type { Phase } from '../plan/plan.ts';
import type { ApplyOutcome } from './apply.ts';
import { type ApplyRun, stepFinished, stepStarted } from './run.ts';
import { unhealthyOutcome } from './unhealthy-outcome.ts';
import { waitHealthy } from './wait-healthy.ts';

/** Waits until everything in a phase is healthy, where the phase asks for it. */
export async function waitForPhase(run: ApplyRun, phase: Phase): Promise<ApplyOutcome | undefined> {
  if (!phase.waitHealthy) return undefined;
  const objects = phase.stages
    .flatMap((stage) => stage.objects)
    .map(({ id, manifest }) => ({ id, apiVersion: manifest.apiVersion }));
  stepStarted(run, `${phase.name}/health`, 0);
  const result = await waitHealthy(run, objects);
  if (result.ended !== 'healthy') return unhealthyOutcome(run, result);
  run.healthy = true;
  stepFinished(run);
  return undefined;
}
