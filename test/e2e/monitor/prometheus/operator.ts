import type { ObjectReference } from '../../../../src/model/ports/cluster.ts';
import { operatorPrometheus } from '../../../support/operator-prometheus.ts';
import { type PrometheusApi, prometheusApi } from '../../../support/prometheus-api.ts';
import { prometheusProgram } from './programs.ts';
import type { Stage } from './stage.ts';

const ACCOUNT = { namespace: 'monitoring', name: 'prometheus-k8s' };

/** Gives the Prometheus of the operator the rights that kube-prometheus gives it, in all namespaces. */
export async function grantOperatorPrometheus({ controlPlane }: Stage): Promise<void> {
  const { kubectl } = controlPlane;
  const [where, reader] = [['--namespace', ACCOUNT.namespace], 'monitoring:prometheus-k8s'];
  await kubectl(['create', 'serviceaccount', ACCOUNT.name, ...where]);
  const rights = [
    '--verb=get,list,watch',
    '--resource=pods,services,endpoints,endpointslices.discovery.k8s.io',
  ];
  await kubectl(['create', 'clusterrole', 'target-reader', ...rights]);
  const binding = ['--clusterrole=target-reader', `--serviceaccount=${reader}`];
  await kubectl(['create', 'clusterrolebinding', 'prometheus-k8s', ...binding]);
}

/** By which objects the Prometheus of the operator finds what is behind a Service. */
export type DiscoveryRole = 'Endpoints' | 'EndpointSlice';

/**
 * Starts a Prometheus with the configuration that the operator's own code makes
 * of every PodMonitor and ServiceMonitor there is.
 */
export async function startOperatorPrometheus(
  stage: Stage,
  name: string,
  role: DiscoveryRole,
): Promise<PrometheusApi> {
  const items = (await Promise.all(SOURCES.map((kind) => stage.cluster.list(kind)))).flatMap(
    (list) => list.items,
  );
  const made = await operatorPrometheus(items);
  const rejected = Object.entries(made.rejected).map(([monitor, why]) => `${monitor}: ${why}`);
  if (rejected.length > 0) throw new Error(`the operator ignores ${rejected.join('; ')}`);
  // What the operator's reloader fills in, from the variables of its pod.
  const config = withRole(made.config, role)
    .replaceAll('$(SHARD)', '0')
    .replaceAll('$(POD_NAME)', 'k8s-0');
  const certificates = Object.entries(made.assets).map(([file, value]) => [
    `/etc/prometheus/certs/${file}`,
    Buffer.from(value, 'base64').toString('utf8'),
  ]);
  const address = await stage.node.startProgram({
    name,
    program: await prometheusProgram(),
    files: { '/etc/prometheus/prometheus.yml': config, ...Object.fromEntries(certificates) },
    words: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/data'],
    account: ACCOUNT,
  });
  return prometheusApi(`http://${address}:9090`);
}

/** What `serviceDiscoveryRole` changes of a configuration: the role, and the names of its labels. */
function withRole(config: string, role: DiscoveryRole): string {
  if (role === 'Endpoints') return config;
  return config
    .replaceAll(/role: endpoints$/gm, 'role: endpointslice')
    .replaceAll('__meta_kubernetes_endpoint_', '__meta_kubernetes_endpointslice_');
}

const OPERATOR = 'monitoring.coreos.com/v1';
const SOURCES: readonly Omit<ObjectReference, 'name' | 'namespace'>[] = [
  { apiVersion: OPERATOR, kind: 'PodMonitor' },
  { apiVersion: OPERATOR, kind: 'ServiceMonitor' },
  { apiVersion: 'v1', kind: 'Secret' },
];
