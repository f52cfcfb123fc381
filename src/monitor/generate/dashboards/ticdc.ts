import { type DashboardDefinition, lines, type RowDefinition, table } from './definition.ts';
import { processQueries } from './process.ts';
import { ofChangefeeds as feeds, instancesOf, ofClusters } from './scopes.ts';
import { instanceSelection, labelVariable } from './variables.ts';

const q = instancesOf('ticdc');

const TICDC = 'component="ticdc"';

const cpuAndMemory = processQueries(q, TICDC);

const server: RowDefinition = {
  title: 'Server',
  panels: [
    lines({
      title: 'Uptime',
      description: 'How long TiCDC and what it reads from have been running.',
      unit: 's',
      width: 8,
      queries: ['ticdc', 'tikv', 'pd'].map((component) =>
        ofClusters.uptime({ where: `component="${component}"`, name: component }),
      ),
      min: 0,
    }),
    lines({
      title: 'CPU usage',
      description: 'Cores in use by each TiCDC, and how many it may use.',
      unit: 'none',
      width: 8,
      queries: [
        cpuAndMemory.cpu,
        q.max('ticdc_server_go_max_procs', { by: ['instance'], where: TICDC, name: 'quota' }),
      ],
    }),
    lines({
      title: 'Memory usage',
      description: 'Resident memory of each TiCDC, and its heap.',
      unit: 'bytes',
      width: 8,
      queries: [
        cpuAndMemory.memory,
        q.sum('go_memstats_heap_alloc_bytes', { by: ['instance'], where: TICDC, name: 'heap' }),
      ],
    }),
    lines({
      title: 'Goroutine count',
      description: 'Goroutines. A number that only grows is a leak.',
      unit: 'none',
      width: 8,
      queries: [q.sum('go_goroutines', { by: ['instance'], where: TICDC })],
    }),
    lines({
      title: 'Open FD count',
      description: 'Open files and connections.',
      unit: 'none',
      width: 8,
      queries: [q.sum('process_open_fds', { by: ['instance'], where: TICDC })],
    }),
    lines({
      title: 'Ownership history',
      description: 'Which TiCDC is the owner: 1 is yes. Every change is an election.',
      unit: 'none',
      width: 8,
      queries: [
        {
          expr: `sum ${q.keep(['instance'])} (rate(${q.select('ticdc_owner_ownership_counter')}[240s])) > bool 0.5`,
          legend: q.legend('', ['instance']),
        },
      ],
      min: 0,
      max: 1,
    }),
    lines({
      title: 'PD etcd requests/s',
      description: 'Requests to the etcd of PD a second, by type.',
      unit: 'ops',
      queries: [q.perSecond('ticdc_etcd_request_count', { by: ['instance', 'type'] })],
    }),
    lines({
      title: 'GC time',
      description:
        'Up to when PD may collect garbage, for anybody and for TiCDC. Data that is older cannot be replicated any more.',
      unit: 'dateTimeAsIso',
      queries: [
        ofClusters.max('ticdc_gc_min_service_gc_safepoint', { name: 'all services' }),
        ofClusters.max('ticdc_gc_cdc_gc_safepoint', { name: 'TiCDC' }),
      ],
    }),
  ],
};

const FEED = ['namespace', 'changefeed'];
const IN_SELECTED_INSTANCES = 'instance=~"$ticdc_instance"';

const changefeeds: RowDefinition = {
  title: 'Changefeeds',
  panels: [
    table({
      title: 'The status of changefeeds',
      description:
        '0 normal, 1 pending, 2 failed, 3 stopped, 4 finished, 5 removed, 6 warning, -1 unknown.',
      unit: 'none',
      width: 12,
      queries: [feeds.max('ticdc_owner_status', { by: FEED })],
      columns: {
        k8s_cluster: 'Kubernetes cluster',
        tidb_cluster: 'TiDB cluster',
        namespace: 'Changefeed namespace',
        changefeed: 'Changefeed',
      },
      values: [{ heading: 'Status', unit: 'none' }],
    }),
    lines({
      title: 'Changefeed checkpoint lag',
      description: 'How far behind the downstream is.',
      unit: 's',
      queries: [feeds.max('ticdc_owner_checkpoint_ts_lag', { by: FEED })],
      warning: 60,
      critical: 600,
    }),
    lines({
      title: 'Changefeed resolved ts lag',
      description: 'How far behind the barrier and the slowest table are.',
      unit: 's',
      queries: [
        feeds.max('ticdc_owner_resolved_ts_lag', { by: FEED, name: 'barrier' }),
        feeds.max('ticdc_scheduler_slow_table_puller_resolved_ts_lag', {
          by: FEED,
          name: 'puller',
        }),
      ],
    }),
    lines({
      title: 'Changefeed checkpoint',
      description: 'The time up to which everything is downstream, and the time of the cluster.',
      unit: 'dateTimeAsIso',
      queries: [
        ofClusters.max('pd_cluster_tso', { name: 'now' }),
        feeds.max('ticdc_owner_checkpoint_ts', { by: FEED, name: 'checkpoint' }),
        feeds.max('ticdc_owner_barrier_ts', { by: FEED, name: 'barrier' }),
      ],
    }),
    lines({
      title: 'Capture table count',
      description: 'Tables that each TiCDC replicates.',
      unit: 'none',
      queries: [
        feeds.sum('ticdc_processor_num_of_tables', {
          by: ['instance'],
          where: IN_SELECTED_INSTANCES,
        }),
      ],
    }),
    lines({
      title: 'Exit error count/m',
      description: 'How often processors ended in an error, a minute.',
      unit: 'none',
      queries: [
        feeds.perMinute('ticdc_processor_exit_with_error_count', {
          by: ['instance', ...FEED],
          where: IN_SELECTED_INSTANCES,
        }),
      ],
      min: 0,
      critical: 1,
    }),
  ],
};

const comparison: RowDefinition = {
  title: 'Compare clusters',
  closed: true,
  panels: [
    lines({
      title: 'Largest lag by cluster',
      description: 'The changefeed that is furthest behind, one line for each selected cluster.',
      unit: 's',
      width: 24,
      queries: [ofClusters.max('ticdc_owner_checkpoint_ts_lag')],
    }),
  ],
};

export const ticdc: DashboardDefinition = {
  uid: 'tidewatch-ticdc',
  title: 'TiCDC',
  description: 'Replication to other systems: servers and changefeeds.',
  components: ['ticdc'],
  variables: instanceSelection('ticdc', TICDC, [
    labelVariable(
      {
        name: 'changefeed_namespace',
        label: 'Changefeed namespace',
        description: 'The namespace of a changefeed, which is no namespace of Kubernetes.',
      },
      'ticdc_owner_status',
      'namespace',
    ),
    labelVariable(
      { name: 'changefeed', label: 'Changefeed', description: 'The changefeeds.' },
      'ticdc_owner_status',
      'changefeed',
    ),
  ]),
  rows: [changefeeds, server, comparison],
};
