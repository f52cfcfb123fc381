import type { Component } from '../../dashboards/component-set.ts';
import { CLUSTER_MATCHERS } from './chosen-clusters.ts';

/** A variable of a dashboard: what a person chooses at its top. */
export type Variable = SourceVariable | LabelVariable;

interface Named {
  readonly name: string;
  readonly label: string;
  readonly description: string;
}

/** A datasource. */
export interface SourceVariable extends Named {
  /** The name of the one that is chosen unless somebody chooses another. */
  readonly datasource: string;
}

/** Values of a label, several at once. */
export interface LabelVariable extends Named {
  /** What Prometheus is asked for. */
  readonly query: string;
  /** The variable that holds the datasource to ask. */
  readonly from: string;
  /** The pattern for "all"; the list of all values where unset. */
  readonly all?: string;
  readonly hidden?: boolean;
}

/** Where the monitor's own samples are; a Thanos Query may be chosen instead. */
export const DATASOURCE = 'datasource';
/** Where the samples of Kubernetes are. Its name differs, so that links do not mix the two. */
export const KUBERNETES_DATASOURCE = 'k8s_datasource';

const tidbSource: SourceVariable = {
  name: DATASOURCE,
  label: 'Data source',
  description: 'The Prometheus of this monitor, or another that has its samples, such as Thanos.',
  datasource: 'tidb-cluster',
};

const kubernetesSource: SourceVariable = {
  name: KUBERNETES_DATASOURCE,
  label: 'Kubernetes data source',
  description: 'The Prometheus that watches Kubernetes: `kubePrometheusURL` of the TidbMonitor.',
  datasource: 'k8s-cluster',
};

const [IN_KUBERNETES, IN_NAMESPACE] = CLUSTER_MATCHERS;

/**
 * Kubernetes cluster, namespace and TiDB cluster. All come from `up`, which every target
 * has, so that a cluster without PD, or one that is down, can be chosen, too.
 *
 * @param targets Matchers of the targets that count: `component="tikv"`.
 */
function clusterVariables(targets: readonly string[]): readonly LabelVariable[] {
  const where = ['tidb_cluster!=""', ...targets];
  return [
    {
      name: 'k8s_cluster',
      label: 'Kubernetes cluster',
      description: 'The external label `k8s_cluster`, which only a Thanos Query shows.',
      ...values('up', where, 'k8s_cluster'),
      all: '.*',
    },
    {
      name: 'namespace',
      label: 'Namespace',
      description: 'The namespaces of the TiDB clusters.',
      ...values('up', [...where, IN_KUBERNETES], 'kubernetes_namespace'),
      all: '.+',
    },
    {
      name: 'tidb_cluster',
      label: 'TiDB cluster',
      description: 'The clusters, as `<namespace>-<name>`. Choose several to compare them.',
      ...values('up', [...where, IN_KUBERNETES, IN_NAMESPACE], 'tidb_cluster'),
      all: '.+',
    },
  ];
}

/** The values that a label of a metric has in the monitor's own Prometheus. */
function values(metric: string, matchers: readonly string[], label: string) {
  return { query: `label_values(${metric}{${matchers.join(',')}}, ${label})`, from: DATASOURCE };
}

/** A label of a metric of the chosen clusters. */
export function labelVariable(named: Named, metric: string, label: string): LabelVariable {
  return { ...named, ...values(metric, CLUSTER_MATCHERS, label), all: '.*' };
}

/** The variables of a dashboard on whole clusters. */
export function clusterSelection(...targets: readonly string[]): readonly Variable[] {
  return [tidbSource, ...clusterVariables(targets)];
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
 * @param targets The matcher of its targets: `component="tikv"`.
 */
export function instanceSelection(
  component: Component,
  targets: string,
  more: readonly Variable[] = [],
): readonly Variable[] {
  const instance: LabelVariable = {
    name: instanceVariable(component),
    label: 'Instance',
    description: 'The pods of the component.',
    ...values('up', [targets, ...CLUSTER_MATCHERS], 'instance'),
    all: '.+',
  };
  return [...clusterSelection(targets), instance, ...more];
}

/** The variables of the dashboard on Kubernetes: the pods of the chosen clusters and their nodes. */
export function kubernetesSelection(): readonly Variable[] {
  return [
    tidbSource,
    kubernetesSource,
    ...clusterVariables([]),
    {
      name: 'pod_namespace',
      label: 'Pod namespace',
      description: 'The namespaces that the chosen clusters are in.',
      ...values('up', CLUSTER_MATCHERS, 'kubernetes_namespace'),
      hidden: true,
    },
    {
      name: 'pod',
      label: 'Pod',
      description: 'The pods of the chosen clusters.',
      ...values('up', CLUSTER_MATCHERS, 'instance'),
    },
    {
      name: 'node',
      label: 'Node',
      description: 'The nodes that the pods run on.',
      query: 'label_values(kube_pod_info{namespace=~"$pod_namespace",pod=~"$pod"}, node)',
      from: KUBERNETES_DATASOURCE,
    },
  ];
}
