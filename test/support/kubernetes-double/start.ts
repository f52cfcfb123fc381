import { exposition, type Family } from '../tidb-double/exposition.ts';
import { type MetricsServer, startMetricsServer } from '../tidb-double/metrics-server.ts';
import { cadvisorFamilies, kubeletFamilies, nodeExporterFamilies } from './node-families.ts';
import { stateFamilies } from './state-families.ts';
import type { WatchedPod } from './watched-pod.ts';

/** What watches Kubernetes, and how the Prometheus of kube-prometheus scrapes it. */
export interface KubernetesDouble {
  /** The text of a configuration that gives targets the labels kube-prometheus gives them. */
  readonly prometheusConfig: string;
  /** How many targets the configuration has. */
  readonly targets: number;
  stop(): Promise<void>;
}

const UPTIME = 3600;

/**
 * Stands in for kube-state-metrics, and for the kubelets and node exporters of
 * the nodes that the pods are on.
 *
 * @param newAddress A free address for each of them.
 */
export async function startKubernetesDouble(
  pods: readonly WatchedPod[],
  newAddress: () => string,
): Promise<KubernetesDouble> {
  const nodes = [...new Set(pods.map(({ node }) => node))].sort();
  const servers: MetricsServer[] = [];
  const serve = async (identity: string, port: number, families: readonly Family[]) => {
    const address = newAddress();
    const started = Date.now();
    const page = () => exposition(families, identity, UPTIME + (Date.now() - started) / 1000);
    servers.push(await startMetricsServer({ address, port, page }));
    return `${address}:${port}`;
  };
  const state = await serve('kube-state-metrics', 8080, stateFamilies(pods, nodes));
  const jobs: object[] = [job('kube-state-metrics', state, { instance: state })];
  for (const node of nodes) {
    const here = pods.filter((pod) => pod.node === node);
    const exporter = await serve(node, 9100, nodeExporterFamilies(node));
    const kubelet = await serve(node, 10250, kubeletFamilies(here));
    const cadvisor = await serve(node, 10251, cadvisorFamilies(here));
    jobs.push(
      job('node-exporter', exporter, { instance: node, namespace: 'monitoring' }),
      job('kubelet', kubelet, { instance: kubelet, node, metrics_path: '/metrics' }),
      job('kubelet', cadvisor, { instance: kubelet, node, metrics_path: '/metrics/cadvisor' }),
    );
  }
  return {
    prometheusConfig: JSON.stringify({
      global: { scrape_interval: '5s' },
      scrape_configs: jobs.map((one, index) => ({ ...one, job_name: `${index}` })),
    }),
    targets: jobs.length,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

function job(name: string, target: string, labels: Readonly<Record<string, string>>): object {
  return {
    honor_labels: true,
    static_configs: [{ targets: [target], labels: { job: name, ...labels } }],
  };
}
