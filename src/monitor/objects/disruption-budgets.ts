import type { Manifest } from '../../model/manifest.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { child } from './child.ts';

/** A PodDisruptionBudget for each shard, where the spec asks for one. */
export function disruptionBudgets(monitor: ResolvedMonitor): readonly Manifest[] {
  const { podDisruptionBudget } = monitor.spec;
  if (podDisruptionBudget === undefined) return [];
  const names = namesOf(monitor);
  return Array.from({ length: monitor.shards }, (_, shard) => {
    const labels = monitorLabels(names.instance(shard));
    return child(monitor, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      name: names.workload(shard),
      labels,
      content: { spec: { ...podDisruptionBudget, selector: { matchLabels: labels } } },
    });
  });
}
