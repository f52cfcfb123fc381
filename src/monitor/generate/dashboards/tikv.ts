import { type DashboardDefinition, heatmap, lines, type RowDefinition } from './definition.ts';
import { processQueries, uptimePanel } from './process.ts';
import { instancesOf, ofClusters } from './scopes.ts';
import { tikvErrors } from './tikv-errors.ts';
import { instanceSelection } from './variables.ts';

const q = instancesOf('tikv');

const TIKV = 'component="tikv"';
const GRPC = 'tikv_grpc_msg_duration_seconds';
/** Garbage collection is no request of anybody. */
const REQUESTS = 'type!="kv_gc"';

const cpuAndMemory = processQueries(q, TIKV);

const server: RowDefinition = {
  title: 'Cluster',
  panels: [
    lines({
      title: 'Store size',
      description: 'What is stored on each TiKV.',
      unit: 'bytes',
      width: 8,
      queries: [q.sum('tikv_store_size_bytes', { by: ['instance'], where: 'type="used"' })],
    }),
    lines({
      title: 'Capacity size',
      description: 'How much fits on each TiKV.',
      unit: 'bytes',
      width: 8,
      queries: [q.sum('tikv_store_size_bytes', { by: ['instance'], where: 'type="capacity"' })],
    }),
    uptimePanel(q, TIKV),
    lines({
      title: 'CPU',
      description: 'Cores in use by each TiKV, and how many it may use.',
      unit: 'none',
      queries: [
        cpuAndMemory.cpu,
        q.max('tikv_server_cpu_cores_quota', { by: ['instance'], where: TIKV, name: 'quota' }),
      ],
    }),
    lines({
      title: 'Memory',
      description: 'Resident memory of each TiKV, and how much it may use.',
      unit: 'bytes',
      queries: [
        cpuAndMemory.memory,
        q.max('tikv_server_memory_quota_bytes', { by: ['instance'], where: TIKV, name: 'quota' }),
      ],
    }),
    lines({
      title: 'MBps',
      description: 'Bytes a second that are written to the log and read, by instance.',
      unit: 'Bps',
      queries: [
        flow('write', 'type="wal_file_bytes"'),
        flow('read', 'type=~"bytes_read|iter_bytes_read"'),
        q.perSecond('tikv_in_memory_engine_flow', {
          by: ['instance'],
          where: 'type=~"bytes_read|iter_bytes_read"',
          name: 'read in memory',
        }),
      ],
    }),
    lines({
      title: 'QPS',
      description: 'Requests a second, by instance and type.',
      unit: 'ops',
      queries: [q.perSecond(`${GRPC}_count`, { by: ['instance', 'type'], where: REQUESTS })],
    }),
    lines({
      title: 'Leader',
      description: 'Leaders of Regions on each store: a drop means that it lost them.',
      unit: 'none',
      width: 8,
      queries: [q.sum('tikv_raftstore_region_count', { by: ['instance'], where: 'type="leader"' })],
    }),
    lines({
      title: 'Region',
      description: 'Replicas of Regions on each store.',
      unit: 'none',
      width: 8,
      queries: [q.sum('tikv_raftstore_region_count', { by: ['instance'], where: 'type="region"' })],
    }),
    lines({
      title: 'Active written leaders',
      description: 'Leaders that are written to. Uneven lines mean a hot spot.',
      unit: 'none',
      width: 8,
      queries: [q.perSecond('tikv_region_written_keys_count', { by: ['instance'] })],
    }),
  ],
};

function flow(name: string, type: string) {
  return q.perSecond('tikv_engine_flow_bytes', {
    by: ['instance'],
    where: `db="kv",${type}`,
    name,
  });
}

const grpc: RowDefinition = {
  title: 'gRPC, threads, PD',
  panels: [
    lines({
      title: '99 % gRPC message duration',
      description: 'The time that 99 % of the requests of a type stay below.',
      unit: 's',
      queries: q.quantiles(GRPC, [0.99], { by: ['type'], where: REQUESTS }),
    }),
    heatmap({
      title: 'Distribution of gRPC durations',
      description: 'How many requests took how long.',
      unit: 's',
      queries: [
        {
          ...q.perSecond(`${GRPC}_bucket`, { by: ['le'], where: REQUESTS }),
          legend: '{{le}}',
        },
      ],
    }),
    lines({
      title: 'gRPC message count',
      description: 'Requests a second, by type.',
      unit: 'ops',
      queries: [q.perSecond(`${GRPC}_count`, { by: ['type'], where: REQUESTS })],
    }),
    lines({
      title: 'gRPC message failed',
      description: 'Requests that failed, a second, by type.',
      unit: 'ops',
      queries: [q.perSecond('tikv_grpc_msg_fail_total', { by: ['type'], where: REQUESTS })],
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
    lines({
      title: 'PD heartbeats',
      description: 'Heartbeats that PD got, a second, by type.',
      unit: 'ops',
      queries: [q.perSecond('tikv_pd_heartbeat_message_total', { by: ['type'] })],
    }),
  ],
};

const comparison: RowDefinition = {
  title: 'Compare clusters',
  closed: true,
  panels: [
    lines({
      title: 'Stored by cluster',
      description: 'What is stored, all replicas together, one line for each selected cluster.',
      unit: 'bytes',
      width: 8,
      queries: [ofClusters.sum('tikv_store_size_bytes', { where: 'type="used"' })],
    }),
    lines({
      title: 'CPU by cluster',
      description: 'Cores in use by all TiKV, one line for each cluster.',
      unit: 'none',
      width: 8,
      queries: [ofClusters.perSecond('process_cpu_seconds_total', { where: TIKV })],
    }),
    lines({
      title: 'Requests by cluster',
      description: 'Requests a second, one line for each cluster.',
      unit: 'ops',
      width: 8,
      queries: [ofClusters.perSecond(`${GRPC}_count`, { where: REQUESTS })],
    }),
  ],
};

export const tikv: DashboardDefinition = {
  uid: 'tidewatch-tikv',
  title: 'TiKV',
  description:
    'The stores: space, load, latency, errors. Their disks are on the dashboard Kubernetes.',
  components: ['tikv'],
  variables: instanceSelection('tikv', TIKV),
  rows: [server, tikvErrors, grpc, comparison],
};
