import { type DashboardDefinition, lines, type RowDefinition } from './definition.ts';
import { instancesOf, ofClusters } from './scopes.ts';
import { instanceSelection } from './variables.ts';

/** TiFlash and the TiKV in it, its proxy, are scraped as one component. */
const q = instancesOf('tiflash');

const TIFLASH = 'component="tiflash"';

const gauge = (name: string, label?: string) =>
  q.sum(`tiflash_system_current_metric_${name}`, {
    by: ['instance'],
    ...(label === undefined ? {} : { name: label }),
  });

const server: RowDefinition = {
  title: 'Server',
  panels: [
    lines({
      title: 'Store size',
      description: 'What is stored on each TiFlash, on its own disks and remotely.',
      unit: 'bytes',
      width: 8,
      queries: [
        q.sum('tiflash_system_current_metric_StoreSizeUsed', {
          by: ['instance'],
          where: 'type=""',
          name: 'local',
        }),
        gauge('StoreSizeUsedRemote', 'remote'),
      ],
    }),
    lines({
      title: 'Available size',
      description: 'How much still fits on each TiFlash.',
      unit: 'bytes',
      width: 8,
      queries: [gauge('StoreSizeAvailable')],
      min: 0,
    }),
    lines({
      title: 'Capacity size',
      description: 'How much fits on each TiFlash.',
      unit: 'bytes',
      width: 8,
      queries: [gauge('StoreSizeCapacity')],
    }),
    lines({
      title: 'Uptime',
      description: 'How long each process has been running. A line that falls is a restart.',
      unit: 's',
      width: 8,
      queries: [q.max('tiflash_system_asynchronous_metric_Uptime', { by: ['instance'] })],
    }),
    lines({
      title: 'CPU usage',
      description: 'Cores in use by each TiFlash, and how many there are.',
      unit: 'none',
      width: 8,
      queries: [
        q.perSecond('tiflash_proxy_process_cpu_seconds_total', {
          by: ['instance'],
          where: TIFLASH,
        }),
        gauge('LogicalCPUCores', 'limit'),
      ],
    }),
    lines({
      title: 'Memory',
      description: 'Resident memory of each TiFlash, and how much it may use.',
      unit: 'bytes',
      width: 8,
      queries: [
        q.max('tiflash_proxy_process_resident_memory_bytes', {
          by: ['instance'],
          where: TIFLASH,
        }),
        gauge('MemoryCapacity', 'limit'),
      ],
    }),
    lines({
      title: 'IO throughput',
      description: 'Bytes a second that the threads read and write.',
      unit: 'Bps',
      queries: [
        q.perSecond('tiflash_proxy_threads_io_bytes_total', { by: ['instance'], where: TIFLASH }),
      ],
    }),
    lines({
      title: 'Threads',
      description: 'Threads by what they do.',
      unit: 'none',
      queries: [
        q.max('tiflash_thread_count', {
          by: ['instance', 'type'],
          where: 'type!~".*max|rpc.*"',
        }),
      ],
    }),
  ],
};

const coprocessor: RowDefinition = {
  title: 'Coprocessor',
  panels: [
    lines({
      title: 'Request QPS',
      description: 'Requests a second, by type.',
      unit: 'ops',
      width: 8,
      queries: [q.perSecond('tiflash_coprocessor_request_count', { by: ['type'] })],
    }),
    lines({
      title: 'Executor QPS',
      description: 'Executors a second, by type, such as scans and joins.',
      unit: 'ops',
      width: 8,
      queries: [q.perSecond('tiflash_coprocessor_executor_count', { by: ['type'] })],
    }),
    lines({
      title: 'Error QPS',
      description: 'Requests that failed, a second, by reason.',
      unit: 'ops',
      width: 8,
      queries: [q.perSecond('tiflash_coprocessor_request_error', { by: ['reason'] })],
      min: 0,
    }),
    lines({
      title: 'Request duration',
      description: 'How long requests take, by type.',
      unit: 's',
      width: 8,
      queries: q.quantiles('tiflash_coprocessor_request_duration_seconds', [0.999, 0.99], {
        by: ['type'],
      }),
    }),
    lines({
      title: 'Response bytes/seconds',
      description: 'Bytes a second that are sent back, by type.',
      unit: 'Bps',
      width: 8,
      queries: [q.perSecond('tiflash_coprocessor_response_bytes', { by: ['type'] })],
    }),
    lines({
      title: 'MPP query count',
      description: 'Queries that run on several TiFlash at once, and those that wait.',
      unit: 'none',
      width: 8,
      queries: [q.max('tiflash_mpp_task_manager', { by: ['instance', 'type'] })],
    }),
  ],
};

const comparison: RowDefinition = {
  title: 'Compare clusters',
  closed: true,
  panels: [
    lines({
      title: 'Stored by cluster',
      description: 'What is stored in TiFlash, one line for each selected cluster.',
      unit: 'bytes',
      queries: [
        ofClusters.sum('tiflash_system_current_metric_StoreSizeUsed', { where: 'type=""' }),
      ],
    }),
    lines({
      title: 'Requests by cluster',
      description: 'Requests a second, one line for each cluster.',
      unit: 'ops',
      queries: [ofClusters.perSecond('tiflash_coprocessor_request_count')],
    }),
  ],
};

export const tiflash: DashboardDefinition = {
  uid: 'tidewatch-tiflash',
  title: 'TiFlash',
  description: 'The columnar stores: space, load, coprocessor.',
  components: ['tiflash'],
  variables: instanceSelection('tiflash', TIFLASH),
  rows: [server, coprocessor, comparison],
};
