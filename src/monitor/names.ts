import { createHash } from 'node:crypto';

interface NamedCluster {
  readonly namespace: string;
  readonly name: string;
}

/** The names of a TidbMonitor's objects, as tidb-operator gives them: shard 0 has no suffix. */
export function namesOf(monitor: { readonly name: string; readonly namespace: string }) {
  const { name, namespace } = monitor;
  const sharded = (base: string, shard: number) => (shard === 0 ? base : `${base}-shard-${shard}`);
  return {
    /** ServiceAccount, Role, RoleBinding and the Secret with Grafana's credentials. */
    base: `${name}-monitor`,
    /** The StatefulSet of a shard. */
    workload: (shard: number) => sharded(`${name}-monitor`, shard),
    /** The ConfigMap with a shard's `prometheus.yml` and its rules. */
    prometheusConfig: (shard: number) => sharded(`${name}-monitor`, shard),
    grafanaConfig: `${name}-monitor-grafana`,
    /** The ConfigMap with rules copied from another namespace. */
    externalRules: `${name}-monitor-external-rules`,
    /** The Secret with certificates and credentials for Prometheus. */
    assets: `tidbmonitor-${name}-tls-assets`,
    prometheusService: (shard: number) => sharded(`${name}-prometheus`, shard),
    reloaderService: (shard: number) => sharded(`${name}-monitor-reloader`, shard),
    grafanaService: (shard: number) => sharded(`${name}-grafana`, shard),
    /** The value of the label `app.kubernetes.io/instance` on a shard's pods. */
    instance: (shard: number) => sharded(name, shard),
    clusterRole: `${namespace}-${name}-monitor`,
    /** Role and RoleBinding in a namespace of monitored clusters: a dot keeps `a-b/c` and `a/b-c` apart. */
    foreignRole: `${namespace}.${name}-monitor`,
    /** The PodMonitor or ServiceMonitor of a monitored cluster, of which it stands in the namespace. */
    operatorMonitor: (cluster: NamedCluster, suffix: 'tidb' | 'dm') =>
      `${cluster.namespace === namespace ? '' : `${namespace}.`}${name}-monitor-${cluster.name}-${suffix}`,
    /** The Service for the metrics of one component of a monitored cluster, in its namespace. */
    metricsService: (cluster: NamedCluster, component: string) =>
      `${shortened(`${cluster.name}-${component}-metrics`.replaceAll('.', '-'))}-${digestOf(`${namespace}/${name}`)}`,
    /** What the names of all those Services end with: no dots may tell them apart. */
    metricsServiceEnd: () => `-${digestOf(`${namespace}/${name}`)}`,
  };
}

/** The name of a Service is a label of at most 63 characters, of which a dash and a digest take 9. */
function shortened(text: string): string {
  return text.length <= 54 ? text : `${text.slice(0, 45)}-${digestOf(text)}`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
