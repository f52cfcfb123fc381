/**
 * The matchers of the chosen clusters, exactly. Namespace and cluster are matched apart,
 * because `tidb_cluster` alone can be the same text for clusters of two monitors. A label
 * that is not there matches, as the pattern of "all" matches nothing as well.
 */
export const CLUSTER_MATCHERS = [
  'k8s_cluster=~"$k8s_cluster"',
  'kubernetes_namespace=~"$namespace"',
  'tidb_cluster=~"$tidb_cluster"',
] as const;

/** The labels that tell clusters apart. */
export const CLUSTER_LABELS = ['k8s_cluster', 'kubernetes_namespace', 'tidb_cluster'] as const;
