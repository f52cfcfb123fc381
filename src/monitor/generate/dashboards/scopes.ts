import type { Component } from '../../dashboards/component-set.ts';
import { type Expressions, expressionsIn, type Scope } from './promql.ts';
import { instanceVariable } from './variables.ts';

/**
 * The selected clusters, exactly. Namespace and cluster are matched apart, because
 * `tidb_cluster` alone is the same text for `a-b/c` and `a/b-c`. A label that is not there
 * matches, as the pattern of "all" matches nothing as well.
 */
const clusterMatchers = [
  'k8s_cluster=~"$k8s_cluster"',
  'kubernetes_namespace=~"$namespace"',
  'tidb_cluster=~"$tidb_cluster"',
];

const clusters: Scope = {
  matchers: clusterMatchers,
  labels: ['k8s_cluster', 'kubernetes_namespace', 'tidb_cluster'],
  legend: '{{tidb_cluster}}',
};

/** Expressions on everything of the selected clusters. */
export const ofClusters = expressionsIn(clusters);

/** Expressions on the selected instances of a component. */
export function instancesOf(component: Component): Expressions {
  const matcher = `instance=~"$${instanceVariable(component)}"`;
  return expressionsIn({ ...clusters, matchers: [...clusterMatchers, matcher] });
}

/** Expressions on the selected tasks of DM. */
export const ofTasks = expressionsIn({
  ...clusters,
  matchers: [...clusterMatchers, 'task=~"$task"'],
});

/** Expressions on the selected changefeeds of TiCDC. */
export const ofChangefeeds = expressionsIn({
  ...clusters,
  matchers: [...clusterMatchers, 'namespace=~"$changefeed_namespace"', 'changefeed=~"$changefeed"'],
});

/** Expressions on the selected resource groups. */
export const ofResourceGroups = expressionsIn({
  ...clusters,
  matchers: [...clusterMatchers, 'resource_group=~"$resource_group"'],
});

/** Expressions on the pods of the selected clusters, as Kubernetes' own metrics name them. */
export const ofPods = expressionsIn({
  matchers: ['namespace=~"$pod_namespace"', 'pod=~"$pod"'],
  labels: ['namespace', 'pod'],
  legend: '{{namespace}}/{{pod}}',
});
