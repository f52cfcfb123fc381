import type { JsonObject } from '../../model/json.ts';
import type { ObjectId } from '../../model/object-id.ts';
import { clientSecretId } from '../references.ts';
import { assetPath } from '../resolve/assets.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';

/** One kind of process of a cluster, and how its metrics are reached. */
interface ScrapedComponent {
  /** The last part of the job's name. */
  readonly job: string;
  /** The value of `app.kubernetes.io/component` on its pods. */
  readonly component: string;
  /** The address, made of pod `$1`, the label `named` `$2`, namespace `$3` and port `$4`. */
  readonly address: string;
  /** Which label of the pod `$2` is. */
  readonly named: 'instance' | 'name';
  /** The annotation with the port. */
  readonly portAnnotation: string;
  /** Whether the process asks for a client certificate where the cluster talks TLS. */
  readonly clientCertificate: boolean;
}

const POD_LABEL = '__meta_kubernetes_pod_label_app_kubernetes_io';
const POD_ANNOTATION = '__meta_kubernetes_pod_annotation';
const POD_NAME = '__meta_kubernetes_pod_name';
const NAMESPACE = '__meta_kubernetes_namespace';
const PORT = `${POD_ANNOTATION}_prometheus_io_port`;

const TIDB_COMPONENTS: readonly ScrapedComponent[] = [
  peer('pd'),
  peer('tso'),
  peer('scheduling'),
  peer('tidb'),
  peer('tikv'),
  // Its certificate is TiDB's server certificate, which names no peer address.
  { ...peer('tiproxy'), clientCertificate: false },
  peer('tiflash'),
  {
    ...peer('tiflash'),
    job: 'tiflash-proxy',
    portAnnotation: `${POD_ANNOTATION}_tiflash_proxy_prometheus_io_port`,
  },
  { ...peer('pump'), address: '$1.$2-pump.$3:$4' },
  { ...peer('drainer'), address: '$1.$2.$3:$4', named: 'name' },
  peer('ticdc'),
  // Lightning does not check who reads its metrics.
  {
    ...peer('lightning'),
    component: 'tidb-lightning',
    address: '$2.$3:$4',
    named: 'name',
    clientCertificate: false,
  },
];

const DM_COMPONENTS: readonly ScrapedComponent[] = [peer('dm-worker'), peer('dm-master')];

/** A component whose pods have names under a headless Service of their own. */
function peer(name: string): ScrapedComponent {
  return {
    job: name,
    component: name,
    address: `$1.$2-${name}-peer.$3:$4`,
    named: 'instance',
    portAnnotation: PORT,
    clientCertificate: true,
  };
}

/** Which of several Prometheus servers keeps a target. */
export interface Shard {
  readonly index: number;
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
  const { namespace, name } = cluster.id;
  return {
    job_name: `${namespace}-${name}-${component.job}`,
    honor_labels: true,
    scrape_interval: '15s',
    scheme: cluster.tls === 'off' ? 'http' : 'https',
    kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [namespace] } }],
    tls_config: tlsConfig(component, cluster),
    relabel_configs: [
      keep(`${POD_LABEL}_instance`, escapeRegex(name)),
      keep(NAMESPACE, namespace),
      keep(`${POD_ANNOTATION}_prometheus_io_scrape`, 'true'),
      keep(`${POD_LABEL}_component`, component.component),
      addressRelabeling(component),
      copy(NAMESPACE, 'kubernetes_namespace'),
      copy(`${POD_LABEL}_instance`, 'cluster'),
      copy(POD_NAME, 'instance'),
      copy(`${POD_LABEL}_component`, 'component'),
      {
        source_labels: [NAMESPACE, `${POD_LABEL}_instance`],
        separator: '-',
        target_label: 'tidb_cluster',
      },
      {
        source_labels: [`${POD_ANNOTATION}_prometheus_io_path`],
        action: 'replace',
        target_label: '__metrics_path__',
        regex: '(.+)',
      },
      {
        source_labels: ['__address__'],
        action: 'hashmod',
        target_label: '__tmp_hash',
        modulus: shard.of,
      },
      { source_labels: ['__tmp_hash'], regex: String(shard.index), action: 'keep' },
    ],
  };
}

function tlsConfig(component: ScrapedComponent, cluster: MonitoredCluster): JsonObject {
  if (cluster.tls !== 'on' || !component.clientCertificate) return { insecure_skip_verify: true };
  return clientCertificate(clientSecretId(cluster.id));
}

function clientCertificate(secret: ObjectId): JsonObject {
  return {
    ca_file: assetPath(secret, 'ca.crt'),
    cert_file: assetPath(secret, 'tls.crt'),
    key_file: assetPath(secret, 'tls.key'),
  };
}

function addressRelabeling(component: ScrapedComponent): JsonObject {
  return {
    action: 'replace',
    regex: '(.+);(.+);(.+);(.+)',
    replacement: component.address,
    target_label: '__address__',
    source_labels: [
      POD_NAME,
      `${POD_LABEL}_${component.named}`,
      NAMESPACE,
      component.portAnnotation,
    ],
  };
}

function keep(label: string, regex: string): JsonObject {
  return { source_labels: [label], action: 'keep', regex };
}

function copy(label: string, target: string): JsonObject {
  return { source_labels: [label], action: 'replace', target_label: target };
}

/** A name may hold dots, which must not match anything else. */
function escapeRegex(name: string): string {
  return name.replaceAll('.', '\\.');
}
