import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import { prometheusConfigText } from '../prometheus/prometheus-config.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { grafanaContainer } from './grafana.ts';
import { dmInitializer, monitorInitializer } from './initializers.ts';
import { mergeContainers } from './merge-containers.ts';
import {
  prometheusContainer,
  prometheusReloaderContainer,
  reloaderContainer,
} from './prometheus.ts';
import { thanosContainer } from './thanos.ts';
import { podVolumes } from './volumes.ts';

/** Changes with the configuration where nothing else would make Prometheus read it again. */
const CONFIG_DIGEST_ANNOTATION = 'tidewatch.dev/config-digest';

/** What a pod is put together from, before the user's containers are merged in. */
export interface PodParts {
  /** The built-in containers but Grafana's, in their order. */
  readonly containers: readonly JsonObject[];
  readonly volumes: readonly JsonObject[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** The template of a shard's pods. */
export function podTemplate(monitor: ResolvedMonitor, shard: number): JsonObject {
  return templateFrom(monitor, shard, podParts(monitor, shard));
}

export function podParts(monitor: ResolvedMonitor, shard: number): PodParts {
  return {
    containers: present([
      prometheusContainer(monitor, shard),
      reloaderContainer(monitor),
      thanosContainer(monitor),
      prometheusReloaderContainer(monitor, shard),
    ]),
    volumes: podVolumes(monitor, shard),
    annotations: configDigest(monitor, shard),
  };
}

export function templateFrom(monitor: ResolvedMonitor, shard: number, parts: PodParts): JsonObject {
  const { spec } = monitor;
  const labels = monitorLabels(namesOf(monitor).instance(shard));
  const annotations = { ...spec.annotations, ...parts.annotations };
  return {
    metadata: {
      labels: { ...labels, ...spec.labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: podSpec(monitor, parts),
  };
}

function podSpec(monitor: ResolvedMonitor, parts: PodParts): JsonObject {
  const { spec } = monitor;
  return {
    serviceAccountName: namesOf(monitor).base,
    initContainers: present([monitorInitializer(monitor), dmInitializer(monitor)]),
    containers: containers(monitor, parts),
    volumes: parts.volumes,
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

function containers(monitor: ResolvedMonitor, parts: PodParts): readonly JsonObject[] {
  const additionalContainers: readonly JsonObject[] = monitor.spec.additionalContainers ?? [];
  const ofGrafana = additionalContainers.filter(({ name }) => name === 'grafana');
  const others = additionalContainers.filter(({ name }) => name !== 'grafana');
  // Grafana stands last, as in tidb-operator: another order would restart every pod.
  return [
    ...mergeContainers(parts.containers, others),
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
