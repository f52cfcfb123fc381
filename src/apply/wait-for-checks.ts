import { splitApiVersion } from '../model/object-id.ts';
import type { ApplyOutcome } from './apply.ts';
import { type ApplyRun, stepFinished, stepStarted } from './run.ts';
import { unhealthyOutcome } from './unhealthy-outcome.ts';
import { waitHealthy } from './wait-healthy.ts';

/** Waits for the objects that a target names, which need not be its own. */
export async function waitForChecks(run: ApplyRun): Promise<ApplyOutcome | undefined> {
  const { healthChecks } = run.plan;
  if (healthChecks.length === 0) return undefined;
  const objects = healthChecks.map(({ apiVersion, kind, namespace, name }) => {
    const { group } = splitApiVersion(apiVersion);
    return { id: { group, kind, namespace, name }, apiVersion, alone: true };
  });
  stepStarted(run, 'Sync/health checks', 0);
  const result = await waitHealthy(run, objects);
  if (result.ended !== 'healthy') return unhealthyOutcome(run, result);
  run.healthy = true;
  stepFinished(run);
  return undefined;
}
