import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import { podTemplate } from '../pod/pod-template.ts';
import { volumeClaimTemplates } from '../pod/volumes.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { KEPT_LABEL, type KeptPods } from '../takeover/kept-pods.ts';
import { child } from './child.ts';

/** The StatefulSet of every shard; `kept` are the templates of tidb-operator that stay. */
export function statefulSets(
  monitor: ResolvedMonitor,
  kept: KeptPods | undefined,
): readonly Manifest[] {
  return Array.from({ length: monitor.shards }, (_, shard) =>
    statefulSetOf(monitor, shard, kept?.templates[shard]),
  );
}

function statefulSetOf(
  monitor: ResolvedMonitor,
  shard: number,
  kept: JsonObject | undefined,
): Manifest {
  const { spec } = monitor;
  const names = namesOf(monitor);
  const labels = monitorLabels(names.instance(shard));
  const claims = volumeClaimTemplates(monitor);
  return child(monitor, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    name: names.workload(shard),
    labels: kept === undefined ? labels : { ...labels, ...KEPT_LABEL },
    annotations: spec.annotations,
    content: {
      spec: {
        // Names no Service, as in tidb-operator: it cannot be changed on a live StatefulSet.
        serviceName: names.workload(shard),
        replicas: monitor.replicas,
        updateStrategy: { type: 'RollingUpdate' },
        selector: { matchLabels: labels },
        template: kept ?? podTemplate(monitor, shard),
        ...(claims.length === 0 ? {} : { volumeClaimTemplates: claims }),
      },
    },
  });
}
