import { isJsonObject } from '../model/json.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';
import type { PlannedObject, Stage } from '../plan/plan.ts';
import type { ApplyOutcome } from './apply.ts';
import type { ApplyRun } from './run.ts';
import { unhealthyOutcome } from './unhealthy-outcome.ts';
import { waitHealthy } from './wait-healthy.ts';

/** How often a new kind is looked for, in milliseconds, and for how long. */
const servedInterval = 100;
const servedTries = 100;

/**
 * Waits until the definitions and namespaces of a stage can be used by the next
 * one: established and active, and the new kinds served.
 */
export async function waitEstablished(
  run: ApplyRun,
  stage: Stage,
): Promise<ApplyOutcome | undefined> {
  const objects = stage.objects.filter(
    ({ id }) => id.kind === 'CustomResourceDefinition' || id.kind === 'Namespace',
  );
  const followed = objects.map(({ id, manifest }) => ({ id, apiVersion: manifest.apiVersion }));
  const result = await waitHealthy(run, followed);
  if (result.ended !== 'healthy') return unhealthyOutcome(run, result);
  const definitions = objects.filter(
    ({ id, action }) => id.kind === 'CustomResourceDefinition' && action !== 'unchanged',
  );
  for (const definition of definitions) await waitServed(run, definition);
  return undefined;
}

/** The server knows a definition a moment before it lists the kind among what it serves. */
async function waitServed(run: ApplyRun, { manifest }: PlannedObject): Promise<void> {
  const { discovery, clock, signal } = run.context;
  const group = String(valueAt(manifest, ['spec', 'group']));
  const kind = String(valueAt(manifest, ['spec', 'names', 'kind']));
  for (const version of servedVersions(manifest)) {
    for (let tries = 1; tries <= servedTries; tries++) {
      discovery.refresh();
      if ((await discovery.find(group, kind, version)) !== undefined) break;
      await clock.sleep(servedInterval, signal);
    }
  }
}

function servedVersions(definition: Manifest): readonly string[] {
  const versions = valueAt(definition, ['spec', 'versions']);
  return (Array.isArray(versions) ? versions : [])
    .filter(isJsonObject)
    .filter(({ served }) => served !== false)
    .map(({ name }) => String(name));
}
