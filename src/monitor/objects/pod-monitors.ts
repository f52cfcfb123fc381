import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import { DM_COMPONENTS, type ScrapedComponent, TIDB_COMPONENTS } from '../prometheus/components.ts';
import { jobName, relabelings } from '../prometheus/relabelings.ts';
import { clientSecretId } from '../references.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { child, unowned } from './child.ts';

/**
 * A PodMonitor for each monitored cluster, so that a Prometheus of the
 * Prometheus operator scrapes what ours does, under the same labels. It stands
 * beside the cluster: it can only name certificates of its own namespace.
 */
export function podMonitors(monitor: ResolvedMonitor): readonly Manifest[] {
  if (!monitor.podMonitors) return [];
  return [
    ...monitor.clusters.map((cluster) => podMonitor(monitor, cluster, 'tidb', TIDB_COMPONENTS)),
    ...monitor.dmClusters.map((cluster) => podMonitor(monitor, cluster, 'dm', DM_COMPONENTS)),
  ];
}

function podMonitor(
  monitor: ResolvedMonitor,
  cluster: MonitoredCluster,
  suffix: 'tidb' | 'dm',
  components: readonly ScrapedComponent[],
): Manifest {
  const { namespace, name } = cluster.id;
  const names = namesOf(monitor);
  const isForeign = namespace !== monitor.namespace;
  const parts = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    name: `${isForeign ? names.foreignRole : names.base}-${name}-${suffix}`,
    labels: { ...monitorLabels(monitor.name), ...monitor.spec.prometheusOperator?.labels },
    content: {
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/instance': name } },
        podMetricsEndpoints: endpoints(monitor, cluster, components),
      },
    },
  };
  return isForeign ? unowned({ ...parts, namespace }) : child(monitor, parts);
}

function endpoints(
  { spec }: ResolvedMonitor,
  cluster: MonitoredCluster,
  components: readonly ScrapedComponent[],
): readonly JsonObject[] {
  const reachable = components.filter(
    ({ clientCertificate }) => cluster.tls !== 'unavailable' || !clientCertificate,
  );
  const interval = nonEmpty(spec.prometheusOperator?.interval) ?? '15s';
  return reachable.map((component) => ({
    interval,
    honorLabels: true,
    scheme: cluster.tls === 'off' ? 'http' : 'https',
    ...tlsConfig(component, cluster),
    relabelings: [
      ...relabelings(component, cluster).map(inOperatorsWords),
      // Without it every component would have the PodMonitor's name for a job.
      { action: 'replace', targetLabel: 'job', replacement: jobName(component, cluster) },
      // The operator names a pod's containers: each sidecar would make one process a further target.
      { action: 'labeldrop', regex: 'container' },
    ],
  }));
}

function tlsConfig(component: ScrapedComponent, cluster: MonitoredCluster): JsonObject {
  if (cluster.tls === 'off') return {};
  if (!component.clientCertificate) return { tlsConfig: { insecureSkipVerify: true } };
  const { name } = clientSecretId(cluster.id);
  return {
    tlsConfig: {
      ca: { secret: { name, key: 'ca.crt' } },
      cert: { secret: { name, key: 'tls.crt' } },
      keySecret: { name, key: 'tls.key' },
    },
  };
}

/** `source_labels` is `sourceLabels` to the operator. */
function inOperatorsWords(relabeling: JsonObject): JsonObject {
  const entries = Object.entries(relabeling).map(([key, value]) => [
    key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(entries);
}
