import type { Problem } from '../../model/errors.ts';
import { formatObjectId, splitApiVersion } from '../../model/object-id.ts';
import type { Target } from '../../model/target.ts';
import type { Phase, PlannedObject } from '../plan.ts';

/** Kinds outside of Kubernetes whose health is known here. */
const knownKinds: ReadonlySet<string> = new Set(['pingcap.com/TidbMonitor']);

/**
 * Warnings for objects that a wave waits for although nobody says when they are
 * healthy: without a condition `Ready`, existing has to do.
 */
export function unknownHealth(phases: readonly Phase[], target: Target): readonly Problem[] {
  const described = new Set(
    (target.healthExpressions ?? []).map(
      ({ apiVersion, kind }) => `${splitApiVersion(apiVersion).group}/${kind}`,
    ),
  );
  const waves = phases.flatMap((phase) => phase.waves);
  const gates = waves.filter(({ title, waitHealthy }) => title !== '' && waitHealthy).slice(0, -1);
  const objects = gates.flatMap(({ stages }) => stages.flatMap((stage) => stage.objects));
  return objects
    .filter(({ id }) => isCustom(id.group) && !described.has(`${id.group}/${id.kind}`))
    .filter((object) => !isDescribed(object))
    .map(({ id, position }) => ({
      code: 'HEALTH_UNKNOWN',
      position,
      subject: formatObjectId(id),
      what: `waves wait for it, and nothing says when a ${id.kind} is healthy: unless it gets a condition Ready, existing counts`,
      advice: 'set tidewatch.dev/healthy-when, or healthCheckExprs for its kind',
    }));
}

function isCustom(group: string): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
}

function isDescribed({ id, manifest }: PlannedObject): boolean {
  return (
    knownKinds.has(`${id.group}/${id.kind}`) ||
    manifest.metadata.annotations?.['tidewatch.dev/healthy-when'] !== undefined
  );
}
