/** Where the pods of a cluster say what they are, in the labels of service discovery. */
export const POD_LABEL = '__meta_kubernetes_pod_label_app_kubernetes_io';
export const POD_ANNOTATION = '__meta_kubernetes_pod_annotation';

const PORT = `${POD_ANNOTATION}_prometheus_io_port`;

/** One kind of process of a cluster, and how its metrics are reached. */
export interface ScrapedComponent {
  /** The last part of the job's name. */
  readonly job: string;
  /** The value of `app.kubernetes.io/component` on its pods. */
  readonly component: string;
  /** The address, made of pod `$1`, the label `named` `$2`, namespace `$3` and port `$4`. */
  readonly address: string;
  /** Which label of the pod `$2` is. */
  readonly named: 'instance' | 'name';
  /** The port of the metrics, where nothing is changed. */
  readonly port: number;
  /** The annotation with the port that it really is. */
  readonly portAnnotation: string;
  /** Whether the process asks for a client certificate where the cluster talks TLS. */
  readonly clientCertificate: boolean;
}

export const TIDB_COMPONENTS: readonly ScrapedComponent[] = [
  peer('pd', 2379),
  peer('tso', 2379),
  peer('scheduling', 2379),
  peer('tidb', 10080),
  peer('tikv', 20180),
  // Its certificate is TiDB's server certificate, which names no peer address.
  { ...peer('tiproxy', 3080), clientCertificate: false },
  peer('tiflash', 8234),
  {
    ...peer('tiflash', 20292),
    job: 'tiflash-proxy',
    portAnnotation: `${POD_ANNOTATION}_tiflash_proxy_prometheus_io_port`,
  },
  { ...peer('pump', 8250), address: '$1.$2-pump.$3:$4' },
  { ...peer('drainer', 8249), address: '$1.$2.$3:$4', named: 'name' },
  peer('ticdc', 8301),
  // Lightning does not check who reads its metrics.
  {
    ...peer('lightning', 8289),
    component: 'tidb-lightning',
    address: '$2.$3:$4',
    named: 'name',
    clientCertificate: false,
  },
];

export const DM_COMPONENTS: readonly ScrapedComponent[] = [
  peer('dm-worker', 8262),
  peer('dm-master', 8261),
];

/** A component whose pods have names under a headless Service of their own. */
function peer(name: string, port: number): ScrapedComponent {
  return {
    job: name,
    component: name,
    address: `$1.$2-${name}-peer.$3:$4`,
    named: 'instance',
    port,
    portAnnotation: PORT,
    clientCertificate: true,
  };
}
