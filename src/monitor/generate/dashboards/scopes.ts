import type { Component } from '../../dashboards/component-set.ts';
import { CLUSTER_LABELS, CLUSTER_MATCHERS } from './chosen-clusters.ts';
import { type Expressions, expressionsIn, type Scope } from './promql.ts';
import { instanceVariable } from './variables.ts';

const clusters: Scope = {
  matchers: CLUSTER_MATCHERS,
  labels: CLUSTER_LABELS,
  legend: '{{tidb_cluster}}',
};

/** Expressions on everything of the selected clusters. */
export const ofClusters = expressionsIn(clusters);

/** Expressions on the selected instances of a component. */
export function instancesOf(component: Component): Expressions {
  const matcher = `instance=~"$${instanceVariable(component)}"`;
  return expressionsIn({ ...clusters, matchers: [...CLUSTER_MATCHERS, matcher] });
}

/** Expressions on the selected tasks of DM. */
export const ofTasks = expressionsIn({
  ...clusters,
  matchers: [...CLUSTER_MATCHERS, 'task=~"$task"'],
});

/** Expressions on the selected changefeeds of TiCDC. */
export const ofChangefeeds = expressionsIn({
  ...clusters,
  matchers: [
    ...CLUSTER_MATCHERS,
    'namespace=~"$changefeed_namespace"',
    'changefeed=~"$changefeed"',
  ],
});

/** Expressions on the selected resource groups. */
export const ofResourceGroups = expressionsIn({
  ...clusters,
  matchers: [...CLUSTER_MATCHERS, 'resource_group=~"$resource_group"'],
});

/** Expressions on the pods of the selected clusters, as Kubernetes' own metrics name them. */
export const ofPods = expressionsIn({
  matchers: ['namespace=~"$pod_namespace"', 'pod=~"$pod"'],
  labels: ['namespace', 'pod'],
  legend: '{{namespace}}/{{pod}}',
});
