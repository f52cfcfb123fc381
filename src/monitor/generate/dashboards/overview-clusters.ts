import { lines, type RowDefinition, table } from './definition.ts';
import { clusterStatus } from './pd-health.ts';
import { combined } from './promql.ts';
import { ofClusters as q } from './scopes.ts';

/** All clusters in one table, and whether their processes answer. */
export const clustersAtAGlance: RowDefinition = {
  title: 'Clusters',
  panels: [
    table({
      title: 'Clusters at a glance',
      description:
        'One line for each selected cluster. Targets down should be 0: a target is one process that Prometheus asks for metrics.',
      unit: 'none',
      height: 7,
      queries: [
        q.sum('up'),
        combined(q.count('up'), '-', q.sum('up')),
        q.perSecond('tidb_executor_statement_total'),
        ...q.quantiles('tidb_server_handle_query_duration_seconds', [0.99]),
        q.sum('tidb_server_connections'),
        clusterStatus('storage_size'),
        clusterStatus('storage_capacity'),
      ],
      columns: {
        k8s_cluster: 'Kubernetes cluster',
        kubernetes_namespace: 'Namespace',
        tidb_cluster: 'TiDB cluster',
      },
      values: [
        { heading: 'Targets up', unit: 'none' },
        { heading: 'Targets down', unit: 'none' },
        { heading: 'Statements', unit: 'ops' },
        { heading: 'p99 latency', unit: 's' },
        { heading: 'Connections', unit: 'none' },
        { heading: 'Stored', unit: 'bytes' },
        { heading: 'Capacity', unit: 'bytes' },
      ],
    }),
    lines({
      title: 'Targets down',
      description:
        'Processes that do not answer, by component. Prometheus does not know a pod that is gone: compare with the number of replicas as well.',
      unit: 'none',
      queries: [
        combined(q.count('up', { by: ['component'] }), '-', q.sum('up', { by: ['component'] })),
      ],
      min: 0,
      critical: 1,
    }),
    lines({
      title: 'Targets up',
      description: 'Processes that answer, by component.',
      unit: 'none',
      queries: [q.sum('up', { by: ['component'] })],
      min: 0,
    }),
  ],
};
