import { constant, counter, type Family, gauge, histogram } from '../exposition.ts';

const REQUESTS = ['kv_get', 'kv_batch_get', 'kv_prewrite', 'kv_commit', 'coprocessor', 'kv_gc'];
const DBS = ['kv', 'raft'];
const CFS = ['default', 'lock', 'write', 'raft'];
const THREADS = [
  'raftstore_1_0',
  'apply_0',
  'store_write_0',
  'grpc_server_0',
  'sched_worker_0',
  'unified_read_po',
  'rocksdb:low',
  'rs_writer_0',
  'gc_worker_0',
];

/** A TiKV server. */
export function tikvFamilies(): readonly Family[] {
  return [
    ...serverFamilies(),
    ...errorFamilies(),
    ...raftFamilies(),
    ...engineFamilies(),
    ...readFamilies(),
    ...workerFamilies(),
    ...resourceControlFamilies(),
  ];
}

/** What waits in the queues of its threads, and for how long. */
function workerFamilies(): readonly Family[] {
  const workers = { name: ['raft-gc-worker', 'snapshot-worker', 'pd-worker'] };
  return [
    histogram('tikv_raftstore_event_duration', { type: ['snap_gc', 'pd_store_heartbeat'] }),
    histogram('tikv_raftstore_request_wait_time_duration_secs'),
    histogram('tikv_raftstore_apply_wait_time_duration_secs'),
    histogram('tikv_raftstore_snapshot_duration_seconds', { type: ['apply', 'generate'] }),
    counter('tikv_worker_handled_task_total', workers),
    gauge('tikv_worker_pending_task_total', workers),
    gauge('tikv_futurepool_pending_task_total', { name: ['sched-pool', 'store-read-normal'] }),
  ];
}

function serverFamilies(): readonly Family[] {
  return [
    counter(
      'tikv_thread_cpu_seconds_total',
      THREADS.map((name, tid) => ({ name, tid: String(tid) })),
      0.2,
    ),
    gauge('tikv_server_cpu_cores_quota', {}, 8),
    gauge('tikv_server_memory_quota_bytes', {}, 16e9),
    gauge('tikv_server_mem_trace_sum', { name: ['raftstore'] }, 1e7),
    gauge('tikv_store_size_bytes', { type: ['used', 'capacity', 'available'] }, 1e12),
    gauge('tikv_engine_size_bytes', { db: DBS, type: CFS }, 1e9),
    histogram('tikv_grpc_msg_duration_seconds', { type: REQUESTS, priority: ['normal'] }),
    counter('tikv_grpc_request_source_counter_vec', { source: ['external_Select'] }),
    // Less than one a minute: PD has little to say.
    counter('tikv_pd_heartbeat_message_total', { type: ['send', 'noop'] }, 0.005),
    histogram('tikv_pd_request_duration_seconds', { type: ['tso', 'region_heartbeat'] }),
    constant('tikv_server_info', { version: ['8.5.3'], hash: ['0000000'] }, 1),
    gauge('tikv_config_raftstore', { name: ['raft_log_gc_threshold'] }),
    gauge('tikv_allocator_stats', { type: ['allocated', 'resident', 'active'] }, 1e9),
    counter(
      'tikv_threads_io_bytes_total',
      THREADS.map((name, tid) => ({ name, tid: String(tid), io: 'write' })),
      1e5,
    ),
    constant('tikv_server_slow_score', { type: ['raft'] }, 1),
    constant('tikv_raftstore_slow_score', {}, 1),
    counter('tikv_gcworker_gc_tasks_vec', { task: ['gc'] }),
    counter('tikv_gcworker_gc_task_fail_vec', { task: ['gc'] }, 0.01),
  ];
}

function errorFamilies(): readonly Family[] {
  return [
    counter('tikv_critical_error_total', { type: ['write'] }, 0.01),
    counter(
      'tikv_server_report_failure_msg_total',
      { type: ['unreachable', 'snapshot'], store_id: ['1', '4'] },
      0.01,
    ),
    counter('tikv_channel_full_total', { type: ['raftstore', 'applybatch'] }, 0.01),
    counter(
      'tikv_coprocessor_request_error',
      { reason: ['full', 'outdated'], type: ['full', 'meet_lock'] },
      0.1,
    ),
    counter('tikv_grpc_msg_fail_total', { type: REQUESTS }, 0.1),
    counter('tikv_scheduler_too_busy_total', { type: ['prewrite'] }, 0.1),
    counter('tikv_raftstore_process_busy', { type: ['raftstore', 'apply'] }, 0.1),
    counter('tikv_storage_engine_async_request_total', {
      type: ['write', 'snapshot'],
      status: ['all', 'success', 'err_timeout'],
    }),
    counter('tikv_raftstore_raft_dropped_message_total', { type: ['stale_msg'] }, 0.1),
  ];
}

function raftFamilies(): readonly Family[] {
  return [
    gauge(
      'tikv_raftstore_region_count',
      { type: ['region', 'leader', 'buckets', 'hibernated'] },
      500,
    ),
    gauge('tikv_raftstore_leader_missing', {}, 1),
    gauge('tikv_raftstore_hibernated_peer_state', { state: ['awaken', 'hibernated'] }, 100),
    histogram('tikv_region_written_keys', {}, [8, 64, 512, 4096]),
    histogram('tikv_region_written_bytes', {}, [256, 4096, 65536]),
    ...[
      'append_log',
      'commit_log',
      'apply_log',
      'propose',
      'store_write_msg_block_wait',
      'store_wf_batch_wait',
      'store_write_raftlog',
    ].map((step) => histogram(`tikv_raftstore_${step}_duration_seconds`)),
    histogram('tikv_raftstore_raft_process_duration_secs', { type: ['ready', 'tick'] }),
    histogram('tikv_storage_engine_async_request_duration_seconds', {
      type: ['write', 'snapshot'],
    }),
    counter('tikv_raftstore_raft_sent_message_total', {
      type: ['append', 'heartbeat'],
      status: ['accept'],
    }),
    histogram('tikv_scheduler_command_duration_seconds', { type: ['prewrite', 'commit'] }),
    histogram('tikv_scheduler_latch_wait_duration_seconds', { type: ['prewrite', 'commit'] }),
    counter('tikv_scheduler_stage_total', {
      type: ['prewrite'],
      stage: ['new', 'snapshot_err', 'error'],
    }),
    gauge('tikv_scheduler_contex_total', {}, 4),
    gauge('tikv_resolved_ts_min_resolved_ts_gap_millis', {}, 900),
  ];
}

function engineFamilies(): readonly Family[] {
  const flows = [
    'wal_file_bytes',
    'bytes_read',
    'iter_bytes_read',
    'bytes_written',
    'keys_written',
    'keys_read',
    'compaction_read',
    'compaction_write',
  ];
  const stalls = [
    'write_stall_average',
    'write_stall_percentile95',
    'write_stall_percentile99',
    'write_stall_max',
  ];
  return [
    counter('tikv_engine_flow_bytes', { db: DBS, type: flows }, 1e5),
    gauge('tikv_engine_write_stall', { db: DBS, type: stalls }, 1),
    counter('tikv_engine_write_stall_reason', { db: DBS, type: ['l0_file_num_stop'] }, 0.01),
    counter('tikv_engine_stall_micro_seconds', { db: DBS }, 0.01),
    gauge('tikv_engine_block_cache_size_bytes', { db: DBS, cf: CFS }, 1e9),
    counter('tikv_engine_cache_efficiency', {
      db: DBS,
      type: ['block_cache_hit', 'block_cache_miss'],
    }),
    gauge('tikv_engine_num_files_at_level', { db: DBS, cf: CFS, level: ['0', '6'] }),
    gauge('tikv_engine_pending_compaction_bytes', { db: DBS, cf: CFS }, 1e6),
    gauge('tikv_engine_memory_bytes', { db: DBS, type: ['mem-tables-all'], cf: CFS }, 1e7),
    gauge('tikv_engine_estimate_num_keys', { db: DBS, cf: CFS }, 1e6),
    counter('tikv_in_memory_engine_flow', { type: ['bytes_read', 'iter_bytes_read'] }, 1e4),
    histogram('raft_engine_write_apply_duration_seconds'),
    gauge('tikv_scheduler_l0', { cf: CFS }),
  ];
}

function readFamilies(): readonly Family[] {
  const tags = ['select', 'index'].map((req) => ({ req }));
  return [
    histogram('tikv_coprocessor_request_duration_seconds', tags),
    histogram(
      'tikv_coprocessor_request_wait_seconds',
      tags.map((tag) => ({ ...tag, type: 'all' })),
    ),
    histogram('tikv_coprocessor_request_handle_seconds', tags),
    counter('tikv_coprocessor_response_bytes', {}, 1e4),
    counter('tikv_coprocessor_scan_details', {
      req: ['select'],
      cf: ['write'],
      tag: ['total_keys', 'processed_keys'],
    }),
    counter('tikv_storage_command_total', { type: ['get', 'prewrite'] }),
    gauge('tikv_unified_read_pool_running_tasks', { priority: ['unknown'] }),
  ];
}

function resourceControlFamilies(): readonly Family[] {
  const groups = { resource_group: ['default', 'batch'] };
  return [
    counter('tikv_resource_control_background_resource_consumption', {
      ...groups,
      type: ['cpu', 'io'],
    }),
    counter('tikv_resource_control_background_task_wait_duration', { ...groups, type: ['br'] }),
    gauge('tikv_resource_control_bg_resource_utilization', { type: ['cpu', 'io'] }),
  ];
}
