import { namesOf } from '../names.ts';
import { isAtLeast } from '../resolve/prometheus-version.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';

/** What stands for `$(NAMESPACE)`, `$(POD_NAME)` and `$(SHARD)`, which configurations may hold. */
export interface PodIdentity {
  readonly namespace: string;
  readonly podName: string;
  readonly shard: string;
}

/**
 * With one pod per shard everything is known when the configuration is
 * rendered. Of several pods, which share one ConfigMap, only Prometheus itself
 * knows its name: it then expands the variable in external labels.
 */
export function identityOf(monitor: ResolvedMonitor, shard: number): PodIdentity {
  const workload = namesOf(monitor).workload(shard);
  const podName = needsExpansion(monitor) ? `\${POD_NAME}` : `${workload}-0`;
  return { namespace: monitor.namespace, podName, shard: String(shard) };
}

export function substitute(text: string, { namespace, podName, shard }: PodIdentity): string {
  return text
    .replaceAll('$(NAMESPACE)', namespace)
    .replaceAll('$(POD_NAME)', podName)
    .replaceAll('$(SHARD)', shard);
}

/** Whether Prometheus has to expand variables in external labels. */
export function needsExpansion(monitor: ResolvedMonitor): boolean {
  return monitor.replicas > 1;
}

/** Prometheus 3 expands variables in external labels in any case. */
function expandsVariables(monitor: ResolvedMonitor, { podName }: PodIdentity): boolean {
  return podName.startsWith(`\${`) || isAtLeast(monitor.images.prometheus.version, 3, 0);
}

const DEFAULT_REPLICA_LABEL = 'prometheus_replica';

/** The labels of what a shard sends to other systems; the one that names the replica comes first. */
export function externalLabels(
  monitor: ResolvedMonitor,
  identity: PodIdentity,
): Record<string, string> {
  const { spec } = monitor;
  const labels: Record<string, string> = {};
  const replicaLabel = spec.replicaExternalLabelName ?? DEFAULT_REPLICA_LABEL;
  if (replicaLabel !== '') labels[replicaLabel] = substitute('$(NAMESPACE)_$(POD_NAME)', identity);
  for (const [name, value] of Object.entries(spec.externalLabels ?? {})) {
    const escaped = expandsVariables(monitor, identity) ? escapeDollars(value) : value;
    labels[name] = substitute(escaped, identity);
  }
  return labels;
}

/** Dollars that are not one of our variables stand for themselves. */
function escapeDollars(value: string): string {
  return value.replace(/\$(?!\((?:NAMESPACE|POD_NAME|SHARD)\))/g, '$$$$');
}
