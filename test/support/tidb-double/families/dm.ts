import { constant, counter, type Family, gauge, histogram } from '../exposition.ts';
import { GO_FAMILIES } from './process.ts';

/** The master of a DM cluster, which has tasks run. */
export function dmMasterFamilies(): readonly Family[] {
  return [
    ...GO_FAMILIES,
    counter('dm_master_start_leader_counter', {}, 0.001),
    gauge('dm_master_worker_state', { worker: ['dm-worker-0', 'dm-worker-1'] }, 2),
    gauge('dm_master_ddl_state_number', { task: ['orders'], type: ['Pending'] }),
    counter('dm_master_worker_event_error', { type: ['online'] }, 0.001),
    counter('dm_master_shard_ddl_error', { task: ['orders'], type: ['info-put'] }, 0.001),
  ];
}

/** What the numbers of a task's state stand for. */
const RUNNING = 2;
const PAUSED = 3;

/** A worker, with a task that dumps, loads and replicates from one source. */
export function dmWorkerFamilies(instance: string): readonly Family[] {
  const source = { task: ['orders'], source_id: [`mysql-of-${instance}`] };
  const own = { ...source, worker: [instance] };
  return [
    ...GO_FAMILIES,
    constant('dm_worker_task_state', own, instance.endsWith('-0') ? RUNNING : PAUSED),
    counter('dm_worker_task_error_total', own, 0.001),
    ...syncerFamilies(own),
    ...relayFamilies(),
    ...loadFamilies(source),
  ];
}

type Own = Readonly<Record<'task' | 'source_id' | 'worker', readonly string[]>>;

function syncerFamilies(own: Own): readonly Family[] {
  return [
    counter('dm_syncer_finished_jobs_total', {
      ...own,
      type: ['insert', 'update'],
      queueNo: ['q_0'],
    }),
    counter('dm_syncer_finished_transaction_total', own),
    counter('dm_syncer_exit_with_error_count', { ...own, resumable_err: ['true'] }, 0.001),
    gauge('dm_syncer_remaining_time', own, 20),
    gauge('dm_syncer_replication_lag_gauge', own, 2),
    histogram('dm_syncer_replication_lag', own),
    histogram('dm_syncer_query_duration_time', own),
    histogram('dm_syncer_txn_duration_time', own),
    gauge('dm_syncer_binlog_file', { ...own, node: ['master', 'syncer'] }, 100),
  ];
}

function relayFamilies(): readonly Family[] {
  return [
    counter('dm_relay_exit_with_error_count', { resumable_err: ['true'] }, 0.001),
    gauge('dm_relay_space', { type: ['capacity', 'available'] }, 1e11),
    counter('dm_relay_data_corruption', {}, 0.001),
  ];
}

function loadFamilies(source: Pick<Own, 'task' | 'source_id'>): readonly Family[] {
  return [
    gauge('dumpling_dump_finished_rows', source, 1e6),
    gauge('dumpling_dump_estimate_total_rows', source, 2e6),
    counter('lightning_chunks', {
      ...source,
      state: ['estimated', 'pending', 'running', 'finished', 'failed'],
    }),
    counter('lightning_tables', {
      ...source,
      state: ['pending', 'written', 'completed'],
      result: ['success'],
    }),
    histogram('lightning_row_read_bytes', source, [1024, 1_048_576]),
    histogram(
      'lightning_block_deliver_bytes',
      { ...source, kind: ['data', 'index'] },
      [1024, 1_048_576],
    ),
    gauge('dm_loader_progress', source, 1),
  ];
}
