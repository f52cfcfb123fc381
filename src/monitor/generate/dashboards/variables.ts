import type { Component } from '../../dashboards/component-set.ts';

/** A variable of a dashboard. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** The name of the datasource that is chosen unless somebody chooses another; none for values of labels. */
  readonly datasource?: string;
  /** What is asked for the values. */
  readonly query?: string;
  /** The variable that holds the datasource to ask. */
  readonly from?: string;
  /** The pattern for "all"; the list of all values where unset. */
  readonly all?: string;
  readonly hidden?: boolean;
}

/** Where the monitor's own samples are; a Thanos Query may be chosen instead. */
export const DATASOURCE = 'datasource';
/** Where the samples of Kubernetes are. Its name differs, so that links do not mix the two. */
export const KUBERNETES_DATASOURCE = 'k8s_datasource';

const tidbSource: Variable = {
  name: DATASOURCE,
  label: 'Data source',
  description: 'The Prometheus of this monitor, or another that has its samples, such as Thanos.',
  datasource: 'tidb-cluster',
};

const kubernetesSource: Variable = {
  name: KUBERNETES_DATASOURCE,
  label: 'Kubernetes data source',
  description: 'The Prometheus that watches Kubernetes: `kubePrometheusURL` of the TidbMonitor.',
  datasource: 'k8s-cluster',
};

/**
 * Kubernetes cluster, namespace and TiDB cluster. All come from `up`, which every target
 * has, so that a cluster without PD, or one that is down, can be chosen, too.
 *
 * @param targets Matchers of the targets that count: `component="tikv"`.
 */
function clusterVariables(targets: string): Variable[] {
  const where = ['tidb_cluster!=""', targets].filter(Boolean).join(',');
  const kubernetes = `${where},k8s_cluster=~"$k8s_cluster"`;
  const namespace = `${kubernetes},kubernetes_namespace=~"$namespace"`;
  return [
    {
      name: 'k8s_cluster',
      label: 'Kubernetes cluster',
      description: 'The external label `k8s_cluster`, which only a Thanos Query shows.',
      query: `label_values(up{${where}}, k8s_cluster)`,
      all: '.*',
    },
    {
      name: 'namespace',
      label: 'Namespace',
      description: 'The namespaces of the TiDB clusters.',
      query: `label_values(up{${kubernetes}}, kubernetes_namespace)`,
      all: '.+',
    },
    {
      name: 'tidb_cluster',
      label: 'TiDB cluster',
      description: 'The clusters, as `<namespace>-<name>`. Choose several to compare them.',
      query: `label_values(up{${namespace}}, tidb_cluster)`,
      all: '.+',
    },
  ];
}

const CHOSEN =
  'k8s_cluster=~"$k8s_cluster",kubernetes_namespace=~"$namespace",tidb_cluster=~"$tidb_cluster"';

/** A label of a metric of the chosen clusters. */
export function labelVariable(
  label: { readonly name: string; readonly label: string; readonly description: string },
  metric: string,
  metricLabel: string,
): Variable {
  const query = `label_values(${metric}{${CHOSEN}}, ${metricLabel})`;
  return { ...label, query, from: DATASOURCE, all: '.*' };
}

/** The variables of a dashboard on whole clusters. */
export function clusterSelection(targets = ''): readonly Variable[] {
  return [tidbSource, ...clusterVariables(targets)].map(askingTidb);
}

/**
 * The variable for the instances of a component. Each component has its own: links carry
 * variables to other dashboards, where a TiKV chosen as the TiDB would leave all panels empty.
 */
export function instanceVariable(component: Component): string {
  return `${component}_instance`;
}

/**
 * The variables of a dashboard on the instances of a component.
 *
 * @param targets Matchers of its targets: `component="tikv"`.
 */
export function instanceSelection(
  component: Component,
  targets: string,
  more: readonly Variable[] = [],
): readonly Variable[] {
  const instance: Variable = {
    name: instanceVariable(component),
    label: 'Instance',
    description: 'The pods of the component.',
    query: `label_values(up{${targets},${CHOSEN}}, instance)`,
    from: DATASOURCE,
    all: '.+',
  };
  return [...clusterSelection(targets), instance, ...more];
}

/** The variables of the dashboard on Kubernetes: the pods of the chosen clusters and their nodes. */
export function kubernetesSelection(): readonly Variable[] {
  const pods: Variable[] = [
    {
      name: 'pod_namespace',
      label: 'Pod namespace',
      description: 'The namespaces that the chosen clusters are in.',
      query: `label_values(up{${CHOSEN}}, kubernetes_namespace)`,
      hidden: true,
    },
    {
      name: 'pod',
      label: 'Pod',
      description: 'The pods of the chosen clusters.',
      query: `label_values(up{${CHOSEN}}, instance)`,
    },
  ];
  const node: Variable = {
    name: 'node',
    label: 'Node',
    description: 'The nodes that the pods run on.',
    query: 'label_values(kube_pod_info{namespace=~"$pod_namespace",pod=~"$pod"}, node)',
    from: KUBERNETES_DATASOURCE,
  };
  const [source, ...clusters] = clusterSelection();
  return [
    ...(source === undefined ? [] : [source]),
    kubernetesSource,
    ...clusters,
    ...pods.map(askingTidb),
    node,
  ];
}

function askingTidb(variable: Variable): Variable {
  return variable.query === undefined ? variable : { ...variable, from: DATASOURCE };
}
