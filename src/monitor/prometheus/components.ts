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
  /** The annotation with the port. */
  readonly portAnnotation: string;
  /** Whether the process asks for a client certificate where the cluster talks TLS. */
  readonly clientCertificate: boolean;
}

export const TIDB_COMPONENTS: readonly ScrapedComponent[] = [
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

export const DM_COMPONENTS: readonly ScrapedComponent[] = [peer('dm-worker'), peer('dm-master')];

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
