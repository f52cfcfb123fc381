import { namesOf } from '../names.ts';
import { isAtLeast } from '../resolve/prometheus-version.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';

/** Replaces `$(NAMESPACE)`, `$(POD_NAME)` and `$(SHARD)`, which configurations may hold. */
export type Substitute = (text: string) => string;

/**
 * With one pod per shard everything is known when the configuration is
 * rendered. Of several pods, which share one ConfigMap, only Prometheus itself
 * knows its name: it then expands the variable in external labels.
 */
export function substituteFor(monitor: ResolvedMonitor, shard: number): Substitute {
  const workload = namesOf(monitor).workload(shard);
  const podName = needsExpansion(monitor) ? `\${POD_NAME}` : `${workload}-0`;
  return (text) =>
    text
      .replaceAll('$(NAMESPACE)', monitor.namespace)
      .replaceAll('$(POD_NAME)', podName)
      .replaceAll('$(SHARD)', String(shard));
}

/** Whether Prometheus has to expand variables in external labels. */
export function needsExpansion(monitor: ResolvedMonitor): boolean {
  return monitor.replicas > 1;
}

/** Prometheus 3 expands variables in external labels in any case. */
function expandsVariables(monitor: ResolvedMonitor): boolean {
  return needsExpansion(monitor) || isAtLeast(monitor.images.prometheus.version, 3, 0);
}

const DEFAULT_REPLICA_LABEL = 'prometheus_replica';

/** The labels of what a shard sends to other systems; the one that names the replica comes first. */
export function externalLabels(monitor: ResolvedMonitor, shard: number): Record<string, string> {
  const { spec } = monitor;
  const labels: Record<string, string> = {};
  const substitute = substituteFor(monitor, shard);
  const replicaLabel = spec.replicaExternalLabelName ?? DEFAULT_REPLICA_LABEL;
  if (replicaLabel !== '') labels[replicaLabel] = substitute('$(NAMESPACE)_$(POD_NAME)');
  for (const [name, value] of Object.entries(spec.externalLabels ?? {})) {
    labels[name] = substitute(expandsVariables(monitor) ? escapeDollars(value) : value);
  }
  return labels;
}

/** Dollars that are not one of our variables stand for themselves. */
function escapeDollars(value: string): string {
  return value.replace(/\$(?!\((?:NAMESPACE|POD_NAME|SHARD)\))/g, '$$$$');
}
