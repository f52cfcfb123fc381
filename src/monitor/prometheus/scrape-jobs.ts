import type { JsonObject } from '../../model/json.ts';
import { clientSecretId } from '../references.ts';
import { assetPath } from '../resolve/assets.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';
import { DM_COMPONENTS, type ScrapedComponent, TIDB_COMPONENTS } from './components.ts';
import { jobName, relabelings } from './relabelings.ts';

/** Which of several Prometheus servers keeps a target. */
export interface Shard {
  /** Its number, or what stands for it until the pod is known. */
  readonly index: string;
  readonly of: number;
}

/** The jobs of all clusters, by component and then by cluster. */
export function scrapeJobs(
  clusters: readonly MonitoredCluster[],
  dmClusters: readonly MonitoredCluster[],
  shard: Shard,
): readonly JsonObject[] {
  return [...jobsOf(TIDB_COMPONENTS, clusters, shard), ...jobsOf(DM_COMPONENTS, dmClusters, shard)];
}

function jobsOf(
  components: readonly ScrapedComponent[],
  clusters: readonly MonitoredCluster[],
  shard: Shard,
): JsonObject[] {
  const jobs: JsonObject[] = [];
  for (const component of components) {
    for (const cluster of clusters) {
      // Prometheus cannot load a job whose certificate files are not there.
      if (cluster.tls === 'unavailable' && component.clientCertificate) continue;
      jobs.push(jobOf(component, cluster, shard));
    }
  }
  return jobs;
}

function jobOf(component: ScrapedComponent, cluster: MonitoredCluster, shard: Shard): JsonObject {
  return {
    job_name: jobName(component, cluster),
    honor_labels: true,
    scrape_interval: '15s',
    scheme: cluster.tls === 'off' ? 'http' : 'https',
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [cluster.id.namespace] } }],
    tls_config: tlsConfig(component, cluster),
    relabel_configs: [
      ...relabelings(component, cluster),
      {
        source_labels: ['__address__'],
        action: 'hashmod',
        target_label: '__tmp_hash',
        modulus: shard.of,
      },
      { source_labels: ['__tmp_hash'], regex: shard.index, action: 'keep' },
    ],
  };
}

function tlsConfig(component: ScrapedComponent, cluster: MonitoredCluster): JsonObject {
  if (cluster.tls !== 'on' || !component.clientCertificate) return { insecure_skip_verify: true };
  const secret = clientSecretId(cluster.id);
  return {
    ca_file: assetPath(secret, 'ca.crt'),
    cert_file: assetPath(secret, 'tls.crt'),
    key_file: assetPath(secret, 'tls.key'),
  };
}
