import { type AlertCase, growing, type Sample, steady } from './alert-case.ts';

const TASK = 'task="orders", source_id="mysql-1"';
const task = { task: 'orders', source_id: 'mysql-1' };

/** A unit that stopped for good in the bad cluster, and starts again now and then in good ones. */
function exits(alert: string, counter: string): AlertCase {
  return {
    alert,
    series: [
      [`${counter}{${TASK}, resumable_err="false"}`, growing(1), steady(1)],
      [`${counter}{${TASK}, resumable_err="true"}`, steady(1), growing(0.3)],
    ],
    labels: { ...task, resumable_err: 'false' },
    value: '',
  };
}

function happens(alert: string, counter: string, value: string): AlertCase {
  return { alert, series: [[counter, growing(1), steady(1)]], value };
}

const SYNCER: readonly Sample[] = [
  [`dm_syncer_binlog_file{${TASK}, node="master"}`, steady(9), steady(9)],
  [`dm_syncer_binlog_file{${TASK}, node="syncer"}`, steady(5), steady(8)],
];

export const DM_CASES: readonly AlertCase[] = [
  {
    alert: 'DM_server_is_down',
    series: [['up{component="dm-worker"}', steady(0), steady(1)]],
    labels: { component: 'dm-worker' },
    value: '',
  },
  {
    alert: 'DM_master_all_down',
    series: [
      ['up{component="dm-master"}', steady(0), steady(0)],
      ['up{component="dm-master", instance="dm-master-1"}', steady(0), steady(1)],
    ],
    value: '',
  },
  {
    alert: 'DM_worker_offline',
    series: [['dm_master_worker_state{worker="dm-worker-2"}', steady(0), steady(1)]],
    labels: { worker: 'dm-worker-2', instance: 'pod-0' },
    value: '',
  },
  {
    alert: 'DM_task_state',
    series: [[`dm_worker_task_state{${TASK}}`, steady(3), steady(2)]],
    labels: task,
    value: '',
  },
  exits('DM_dump_process_exists_with_error', 'dm_mydumper_exit_with_error_count'),
  exits('DM_load_process_exists_with_error', 'dm_loader_exit_with_error_count'),
  exits('DM_sync_process_exists_with_error', 'dm_syncer_exit_with_error_count'),
  {
    alert: 'DM_relay_process_exits_with_error',
    series: [
      // Starting again too often is as bad as stopping.
      ['dm_relay_exit_with_error_count{resumable_err="false"}', steady(1), steady(1)],
      ['dm_relay_exit_with_error_count{resumable_err="true"}', growing(1), growing(0.3)],
    ],
    labels: { resumable_err: 'true' },
    value: '',
  },
  {
    alert: 'DM_binlog_file_gap_between_master_syncer',
    series: [...SYNCER, [`dm_worker_task_state{${TASK}}`, steady(2), steady(2)]],
    labels: { task: 'orders' },
    value: '4',
  },
  {
    alert: 'DM_pending_DDL',
    series: [['dm_master_ddl_state_number{task="orders", type="Un-synced"}', steady(2), steady(0)]],
    labels: { task: 'orders', type: 'Un-synced', instance: 'pod-0' },
    value: '2',
  },
  {
    alert: 'DM_DDL_error',
    series: [['dm_master_shard_ddl_error{task="orders"}', growing(1), steady(1)]],
    labels: { task: 'orders', instance: 'pod-0' },
    value: '4',
  },
  {
    alert: 'DM_remain_storage_of_relay_log',
    series: [['dm_relay_space{type="available"}', steady(2 ** 32), steady(2 ** 34)]],
    labels: { type: 'available' },
    value: '4Gi',
  },
  happens('DM_relay_log_data_corruption', 'dm_relay_data_corruption', '3'),
  happens('DM_fail_to_read_binlog_from_master', 'dm_relay_read_error_count', '3'),
  happens('DM_fail_to_write_relay_log', 'dm_relay_write_error_count', '3'),
  {
    alert: 'DM_binlog_file_gap_between_master_relay',
    series: [
      ['dm_relay_binlog_file{node="master"}', steady(9), steady(9)],
      ['dm_relay_binlog_file{node="relay"}', steady(5), steady(8)],
    ],
    value: '4',
  },
  {
    alert: 'DM_binlog_file_gap_between_relay_syncer',
    series: [['dm_relay_binlog_file{node="relay"}', steady(9), steady(9)], ...SYNCER],
    labels: { ...task, node: 'syncer' },
    value: '4',
  },
];
