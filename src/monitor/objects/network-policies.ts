import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { child } from './child.ts';

/** A NetworkPolicy for the pods of each shard, where the spec asks for one. */
export function networkPolicies(monitor: ResolvedMonitor): readonly Manifest[] {
  const { networkPolicy } = monitor.spec;
  if (networkPolicy === undefined) return [];
  const names = namesOf(monitor);
  const from: readonly JsonObject[] = networkPolicy.from ?? [{ podSelector: {} }];
  return Array.from({ length: monitor.shards }, (_, shard) => {
    const labels = monitorLabels(names.instance(shard));
    return child(monitor, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      name: names.workload(shard),
      labels,
      content: {
        spec: {
          podSelector: { matchLabels: labels },
          policyTypes: ['Ingress'],
          // No rule at all, rather than one for nobody: that would let everybody in.
          ingress: from.length === 0 ? [] : [{ from, ports: servedPorts(monitor) }],
        },
      },
    });
  });
}

function servedPorts({ spec }: ResolvedMonitor): readonly JsonObject[] {
  const grafana = spec.grafana === undefined ? [] : [3000];
  const thanos = spec.thanos === undefined ? [] : [10901, 10902];
  return [9090, 9089, ...grafana, ...thanos].map((port) => ({ protocol: 'TCP', port }));
}
