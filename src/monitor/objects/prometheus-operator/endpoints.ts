import type { JsonObject } from '../../../model/json.ts';
import type { ScrapedComponent } from '../../prometheus/components.ts';
import { jobName, relabelings } from '../../prometheus/relabelings.ts';
import { clientSecretId } from '../../references.ts';
import type { MonitoredCluster } from '../../resolve/clusters.ts';
import { nonEmpty } from '../../resolve/images.ts';
import type { OperatorKind } from '../../resolve/operator-kind.ts';
import type { TidbMonitorSpec } from '../../schema/spec.ts';

/**
 * What the operator adds to a target beside the namespace and the pod: where it
 * found the process. A pod's sidecars would make several targets of one process;
 * the Service and its port would tell apart what two monitors find.
 */
const ADDED_LABELS: Readonly<Record<OperatorKind, string>> = {
  PodMonitor: 'container',
  ServiceMonitor: 'container|endpoint|service',
};

/** How one component of a cluster is scraped: as our own Prometheus does, under the same labels. */
export function endpointOf(
  component: ScrapedComponent,
  cluster: MonitoredCluster,
  kind: OperatorKind,
  { prometheusOperator }: TidbMonitorSpec,
): JsonObject {
  return {
    ...(kind === 'ServiceMonitor' ? { port: component.job } : {}),
    interval: nonEmpty(prometheusOperator?.interval) ?? '15s',
    honorLabels: true,
    scheme: cluster.tls === 'off' ? 'http' : 'https',
    ...tlsConfig(component, cluster),
    relabelings: [
      ...relabelings(component, cluster).map(inOperatorsWords),
      // Without it every component would have the monitor's or the Service's name for a job.
      { action: 'replace', targetLabel: 'job', replacement: jobName(component, cluster) },
      { action: 'labeldrop', regex: ADDED_LABELS[kind] },
    ],
  };
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
