/**
 * What tells one cluster from another on every series: `k8s_cluster` where
 * targets carry it, and the three labels that the scrape jobs set.
 * `tidb_cluster` alone would not do: `a-b/c` and `a/b-c` share it where two
 * monitors scrape them.
 */
export const CLUSTER_LABELS = [
  'k8s_cluster',
  'tidb_cluster',
  'kubernetes_namespace',
  'cluster',
] as const;

type Operator = 'sum' | 'max' | 'avg' | 'count';

/** `sum by (…) (expression)`: one value for each cluster and each value of the labels. */
export function aggregate(
  operator: Operator,
  expression: string,
  ...labels: readonly string[]
): string {
  return `${operator} by (${labelList(labels)}) (${expression})`;
}

/** A quantile of a histogram's last minute, for each cluster and each value of the labels. */
export function quantile(share: number, buckets: string, ...labels: readonly string[]): string {
  const rates = aggregate('sum', `rate(${buckets}[1m])`, ...labels, 'le');
  return `histogram_quantile(${share}, ${rates})`;
}

/** `on (…)`: matches series of the same cluster and the same values of the labels. */
export function on(...labels: readonly string[]): string {
  return `on (${labelList(labels)})`;
}

function labelList(labels: readonly string[]): string {
  return [...CLUSTER_LABELS, ...labels].join(', ');
}
