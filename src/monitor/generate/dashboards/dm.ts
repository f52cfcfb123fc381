import {
  type DashboardDefinition,
  lines,
  number,
  type RowDefinition,
  table,
} from './definition.ts';
import { combined } from './promql.ts';
import { ofClusters, ofTasks as q } from './scopes.ts';
import { clusterSelection, labelVariable } from './variables.ts';

const DM = 'component=~"dm-.*"';
const SOURCE = 'source_id=~"$source"';
const FEED = { by: ['task', 'source_id'], where: SOURCE };

/** The value of `dm_worker_task_state` for a task that runs. */
const RUNNING = 2;

const tasks: RowDefinition = {
  title: 'Overview',
  panels: [
    number({
      title: 'Running task count',
      description: 'Tasks that run, counted for each source.',
      unit: 'none',
      width: 6,
      height: 8,
      queries: [
        {
          expr: `sum ${q.keep()} (${q.select('dm_worker_task_state')} == bool ${RUNNING})`,
          legend: q.legend(),
        },
      ],
    }),
    table({
      title: 'Task not running',
      description: '1 new, 3 paused, 4 stopped, 5 finished, 15 failed. Empty is good.',
      unit: 'none',
      width: 18,
      height: 8,
      queries: [
        {
          expr: `max ${q.keep(['task', 'source_id', 'instance'])} (${q.select('dm_worker_task_state')} != ${RUNNING})`,
          legend: q.legend('', ['task', 'source_id']),
        },
      ],
      columns: {
        k8s_cluster: 'Kubernetes cluster',
        tidb_cluster: 'DM cluster',
        task: 'Task',
        source_id: 'Source',
        instance: 'Worker',
      },
      values: [{ heading: 'State', unit: 'none' }],
    }),
    lines({
      title: 'Remaining time to sync',
      description: 'When a task is likely to have caught up.',
      unit: 's',
      queries: [q.max('dm_syncer_remaining_time', FEED)],
    }),
    lines({
      title: 'Replication lag',
      description: 'How far behind the downstream is.',
      unit: 's',
      queries: q.quantiles('dm_syncer_replication_lag', [0.99, 0.95, 0.9], FEED),
      warning: 60,
      critical: 600,
    }),
    lines({
      title: 'Replication TPS',
      description: 'Transactions a second that reached the downstream.',
      unit: 'ops',
      width: 8,
      queries: [q.perSecond('dm_syncer_finished_transaction_total', FEED)],
    }),
    lines({
      title: 'Replication QPS',
      description: 'Changed rows and statements a second that reached the downstream.',
      unit: 'ops',
      width: 8,
      queries: [q.perSecond('dm_syncer_finished_jobs_total', FEED)],
    }),
    lines({
      title: 'Transaction/DDL query execution latency',
      description: 'How long the downstream needs for transactions and for DDL statements.',
      unit: 's',
      width: 8,
      queries: [
        ...q.quantiles('dm_syncer_txn_duration_time', [0.99, 0.95, 0.9], {
          by: ['worker', 'task'],
          name: 'transaction',
        }),
        ...q.quantiles('dm_syncer_query_duration_time', [0.99, 0.95, 0.9], {
          by: ['worker', 'task'],
          name: 'DDL',
        }),
      ],
    }),
  ],
};

const part = (metric: string, done: string, all: string) =>
  combined(
    q.sum(metric, { ...FEED, where: `${SOURCE},state="${done}"` }),
    '/',
    q.sum(metric, { ...FEED, where: `${SOURCE},state="${all}"` }),
  );

const progress = { unit: 'percentunit', width: 8, min: 0, max: 1 };
const finishedChunks = q.perSecond('lightning_chunks', {
  ...FEED,
  where: `${SOURCE},state="finished"`,
});

const initialLoad: RowDefinition = {
  title: 'Dump and load',
  panels: [
    lines({
      ...progress,
      title: 'Dump progress',
      description: 'The part of the estimated rows that is dumped.',
      queries: [
        combined(
          q.sum('dumpling_dump_finished_rows', FEED),
          '/',
          q.sum('dumpling_dump_estimate_total_rows', FEED),
        ),
      ],
    }),
    lines({
      ...progress,
      title: 'Load progress',
      description: 'The part of the estimated chunks that is loaded.',
      queries: [part('lightning_chunks', 'finished', 'estimated')],
    }),
    lines({
      ...progress,
      title: 'Checksum progress',
      description: 'The part of the tables whose checksum was compared.',
      queries: [part('lightning_tables', 'completed', 'pending')],
    }),
    lines({
      title: 'Total bytes for load unit',
      description: 'Bytes that were read from the dump, and bytes that were handed on, by kind.',
      unit: 'bytes',
      queries: [
        q.sum('lightning_row_read_bytes_sum', { ...FEED, name: 'read' }),
        q.sum('lightning_block_deliver_bytes_sum', {
          ...FEED,
          by: ['kind', ...FEED.by],
          name: 'delivered',
        }),
      ],
    }),
    lines({
      title: 'Chunk process duration',
      description: 'How long a chunk takes.',
      unit: 's',
      queries: [{ ...finishedChunks, expr: `1 / (${finishedChunks.expr})` }],
    }),
  ],
};

const comparison: RowDefinition = {
  title: 'Compare clusters',
  closed: true,
  panels: [
    lines({
      title: 'p99 lag by cluster',
      description: 'How far behind the downstream is, one line for each selected cluster.',
      unit: 's',
      queries: ofClusters.quantiles('dm_syncer_replication_lag', [0.99]),
    }),
    lines({
      title: 'Transactions by cluster',
      description: 'Transactions a second, one line for each cluster.',
      unit: 'ops',
      queries: [ofClusters.perSecond('dm_syncer_finished_transaction_total')],
    }),
  ],
};

const taskVariables = [
  labelVariable(
    { name: 'task', label: 'Task', description: 'The tasks.' },
    'dm_worker_task_state',
    'task',
  ),
  labelVariable(
    { name: 'source', label: 'Source', description: 'The upstream databases.' },
    'dm_worker_task_state',
    'source_id',
  ),
];

export const dm: DashboardDefinition = {
  uid: 'tidewatch-dm',
  title: 'DM',
  description: 'Migration into TiDB: tasks, lag, dump and load.',
  components: ['dm'],
  variables: [...clusterSelection(DM), ...taskVariables],
  rows: [tasks, initialLoad, comparison],
};
