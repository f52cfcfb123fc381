import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import { grafanaContainer } from '../pod/grafana.ts';
import { dmInitializer, monitorInitializer } from '../pod/initializers.ts';
import { mergeContainers } from '../pod/merge-containers.ts';
import {
  prometheusContainer,
  prometheusReloaderContainer,
  reloaderContainer,
} from '../pod/prometheus.ts';
import { thanosContainer } from '../pod/thanos.ts';
import { podVolumes, volumeClaimTemplates } from '../pod/volumes.ts';
import { prometheusConfigText } from '../prometheus/prometheus-config.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { child } from './child.ts';

/** Changes with the configuration where nothing else would make Prometheus read it again. */
const CONFIG_DIGEST_ANNOTATION = 'tidewatch.dev/config-digest';

/** The StatefulSet of every shard. */
export function statefulSets(monitor: ResolvedMonitor): readonly Manifest[] {
  return Array.from({ length: monitor.shards }, (_, shard) => statefulSetOf(monitor, shard));
}

function statefulSetOf(monitor: ResolvedMonitor, shard: number): Manifest {
  const { spec } = monitor;
  const names = namesOf(monitor);
  const labels = monitorLabels(names.instance(shard));
  const claims = volumeClaimTemplates(monitor);
  const podAnnotations = { ...spec.annotations, ...configDigest(monitor, shard) };
  return child(monitor, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    name: names.workload(shard),
    labels,
    annotations: spec.annotations,
    content: {
      spec: {
        // Names no Service, as in tidb-operator: it cannot be changed on a live StatefulSet.
        serviceName: names.workload(shard),
        replicas: monitor.replicas,
        updateStrategy: { type: 'RollingUpdate' },
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...labels, ...spec.labels },
            ...(Object.keys(podAnnotations).length === 0 ? {} : { annotations: podAnnotations }),
          },
          spec: podSpec(monitor, shard),
        },
        ...(claims.length === 0 ? {} : { volumeClaimTemplates: claims }),
      },
    },
  });
}

function podSpec(monitor: ResolvedMonitor, shard: number): JsonObject {
  const { spec } = monitor;
  return {
    serviceAccountName: namesOf(monitor).base,
    initContainers: present([monitorInitializer(monitor), dmInitializer(monitor)]),
    containers: containers(monitor, shard),
    volumes: podVolumes(monitor, shard),
    ...set({
      imagePullSecrets: spec.imagePullSecrets,
      securityContext: spec.podSecurityContext,
      nodeSelector: spec.nodeSelector,
      tolerations: spec.tolerations,
      affinity: spec.affinity,
      topologySpreadConstraints: spec.topologySpreadConstraints,
      priorityClassName: spec.priorityClassName,
    }),
  };
}

function containers(monitor: ResolvedMonitor, shard: number): readonly JsonObject[] {
  const additionalContainers: readonly JsonObject[] = monitor.spec.additionalContainers ?? [];
  const ofGrafana = additionalContainers.filter(({ name }) => name === 'grafana');
  const others = additionalContainers.filter(({ name }) => name !== 'grafana');
  const builtIn = present([
    prometheusContainer(monitor, shard),
    reloaderContainer(monitor),
    thanosContainer(monitor),
    prometheusReloaderContainer(monitor, shard),
  ]);
  // Grafana stands last, as in tidb-operator: another order would restart every pod.
  return [
    ...mergeContainers(builtIn, others),
    ...mergeContainers(present([grafanaContainer(monitor)]), ofGrafana),
  ];
}

function configDigest(monitor: ResolvedMonitor, shard: number): Readonly<Record<string, string>> {
  if (monitor.spec.prometheusReloader !== undefined) return {};
  const text = prometheusConfigText(monitor, shard);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { [CONFIG_DIGEST_ANNOTATION]: digest };
}

function present(values: readonly (JsonObject | undefined)[]): JsonObject[] {
  return values.filter((value) => value !== undefined);
}

/** The fields that are set to something: an empty list or object says nothing. */
function set(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        (typeof value !== 'object' || value === null || Object.keys(value).length > 0),
    ),
  );
}
