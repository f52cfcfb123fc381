import { targetLabel } from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { ObjectReference } from '../../model/ports/cluster.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import { KEPT_LABEL } from './kept-pods.ts';

const ofMonitors = Object.entries(monitorLabels(''))
  .filter(([, value]) => value !== '')
  .map(([name, value]) => `${name}=${value}`)
  .join(',');

/** Find the StatefulSets of tidb-operator's monitors: those nobody took over, and those kept. */
export const OPERATED_SELECTORS: readonly string[] = [
  `${ofMonitors},!${targetLabel}`,
  Object.entries(KEPT_LABEL)
    .map(([name, value]) => `${name}=${value}`)
    .join(','),
];

/** The ConfigMap that the pods of a TidbMonitor read, where its StatefulSet is among these. */
export function operatedConfigOf(
  monitor: Manifest,
  workloads: readonly Manifest[],
): readonly ObjectReference[] {
  const { name, namespace = '' } = monitor.metadata;
  const names = namesOf({ name, namespace });
  const runs = workloads.some(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === names.workload(0),
  );
  if (!runs) return [];
  return [{ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: names.prometheusConfig(0) }];
}
