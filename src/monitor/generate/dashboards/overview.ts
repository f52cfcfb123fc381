import { type DashboardDefinition, lines, type RowDefinition } from './definition.ts';
import { clustersAtAGlance } from './overview-clusters.ts';
import { clusterFigures, clusterHealth } from './pd-health.ts';
import { heapInUse } from './process.ts';
import { ofClusters as q } from './scopes.ts';
import { clusterSelection } from './variables.ts';

const comparison: RowDefinition = {
  title: 'Compare clusters',
  components: ['tidb'],
  panels: [
    lines({
      title: 'Statements by cluster',
      description: 'Statements a second, one line for each selected cluster.',
      unit: 'ops',
      queries: [q.perSecond('tidb_executor_statement_total')],
    }),
    lines({
      title: 'p99 latency by cluster',
      description: 'The time that 99 % of the queries stay below, one line for each cluster.',
      unit: 's',
      queries: q.quantiles('tidb_server_handle_query_duration_seconds', [0.99]),
    }),
  ],
};

const tidb: RowDefinition = {
  title: 'TiDB',
  components: ['tidb'],
  panels: [
    lines({
      title: 'Statement OPS',
      description: 'Statements a second, by type, such as Select or Insert.',
      unit: 'ops',
      queries: [q.perSecond('tidb_executor_statement_total', { by: ['type'] })],
    }),
    lines({
      title: 'Duration',
      description: 'How long queries take, from the arrival of the request to the last row.',
      unit: 's',
      queries: q.quantiles('tidb_server_handle_query_duration_seconds', [0.999, 0.99, 0.95, 0.8]),
    }),
    lines({
      title: 'Failed query OPM',
      description: 'Statements that ended in an error, a minute, by type of error.',
      unit: 'none',
      width: 8,
      queries: [q.perMinute('tidb_server_execute_error_total', { by: ['type'] })],
    }),
    lines({
      title: 'Connection count',
      description: 'Open connections of clients, by instance and in all.',
      unit: 'none',
      width: 8,
      queries: [
        q.sum('tidb_server_connections', { by: ['instance'] }),
        q.sum('tidb_server_connections', { name: 'total' }),
      ],
    }),
    lines({
      title: 'Memory usage',
      description:
        'Resident memory, heap in use, and the limit that TiDB keeps to. A process close to its limit is about to be killed.',
      unit: 'bytes',
      width: 8,
      queries: [
        q.max('process_resident_memory_bytes', {
          by: ['instance'],
          where: 'component="tidb"',
          name: 'process',
        }),
        heapInUse(q, 'component="tidb"'),
        q.max('tidb_server_memory_quota_bytes', {
          by: ['instance'],
          where: 'component="tidb"',
          name: 'quota',
        }),
      ],
    }),
  ],
};

const tikv: RowDefinition = {
  title: 'TiKV',
  components: ['tikv'],
  panels: [
    lines({
      title: 'Leader',
      description:
        'Leaders of Regions on each store. They should be even; a drop means that a store lost its leaders.',
      unit: 'none',
      width: 8,
      queries: [q.sum('tikv_raftstore_region_count', { by: ['instance'], where: 'type="leader"' })],
    }),
    lines({
      title: 'CPU',
      description: 'Cores in use by each TiKV.',
      unit: 'none',
      width: 8,
      queries: [
        q.perSecond('tikv_thread_cpu_seconds_total', {
          by: ['instance'],
          where: 'component="tikv"',
        }),
      ],
    }),
    lines({
      title: 'Memory',
      description: 'Resident memory of each TiKV.',
      unit: 'bytes',
      width: 8,
      queries: [
        q.max('process_resident_memory_bytes', {
          by: ['instance'],
          where: 'component="tikv"',
        }),
      ],
    }),
    lines({
      title: 'Server report failures',
      description:
        'Messages that could not be sent to a store, a second. Anything above zero points at a network or a store that is down.',
      unit: 'ops',
      queries: [
        q.perSecond('tikv_server_report_failure_msg_total', {
          by: ['type', 'instance', 'store_id'],
        }),
      ],
      min: 0,
    }),
    lines({
      title: 'Raft store CPU',
      description:
        'Cores in use by the threads that write the Raft log. At 80 % of `raftstore.store-pool-size` latency rises.',
      unit: 'none',
      queries: [
        q.perSecond('tikv_thread_cpu_seconds_total', {
          by: ['instance'],
          where: 'name=~"(raftstore|rs|rfstore)_.*"',
        }),
      ],
    }),
  ],
};

const pd: RowDefinition = {
  title: 'PD',
  components: ['pd'],
  panels: [
    ...clusterFigures,
    ...clusterHealth.map((panel) => ({ ...panel, width: 8 })),
    lines({
      title: '99 % completed commands duration',
      description: 'The time that 99 % of the gRPC commands of PD stay below.',
      unit: 's',
      width: 8,
      queries: q.quantiles('grpc_server_handling_seconds', [0.99], { by: ['grpc_method'] }),
    }),
  ],
};

export const overview: DashboardDefinition = {
  uid: 'tidewatch-overview',
  title: 'Overview',
  description: 'Whether the clusters are well, and how they compare.',
  components: [],
  variables: clusterSelection(),
  rows: [clustersAtAGlance, comparison, tidb, tikv, pd],
};
