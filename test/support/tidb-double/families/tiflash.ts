import { constant, counter, type Family, gauge, histogram } from '../exposition.ts';

const REQUESTS = ['cop', 'mpp_dispatch', 'batch'];

/** TiFlash itself; its storage is ClickHouse's, and so is the form of its names. */
export function tiflashFamilies(): readonly Family[] {
  return [...coprocessorFamilies(), ...systemFamilies(), ...storageFamilies()];
}

/** The Raft store inside TiFlash, which is TiKV's under names of its own. */
export function tiflashProxyFamilies(): readonly Family[] {
  const threads = ['raftstore_0_0', 'apply_0', 'grpc_server_0'].map((name, tid) => ({
    name,
    tid: String(tid),
  }));
  return [
    counter('tiflash_proxy_process_cpu_seconds_total', {}, 0.3),
    gauge('tiflash_proxy_process_resident_memory_bytes', {}, 1e9),
    constant('tiflash_proxy_process_start_time_seconds', {}, Date.now() / 1000 - 3600),
    counter(
      'tiflash_proxy_threads_io_bytes_total',
      threads.map((labels) => ({ ...labels, io: 'write' })),
      1e5,
    ),
    counter('tiflash_proxy_thread_cpu_seconds_total', threads, 0.2),
    gauge('tiflash_proxy_tikv_raftstore_region_count', { type: ['region', 'leader'] }, 100),
    gauge('tiflash_proxy_tikv_server_cpu_cores_quota', {}, 8),
    histogram('tiflash_proxy_tikv_raftstore_apply_log_duration_seconds'),
  ];
}

function coprocessorFamilies(): readonly Family[] {
  return [
    counter('tiflash_coprocessor_request_count', { type: REQUESTS }),
    counter('tiflash_coprocessor_executor_count', {
      type: ['table_scan', 'aggregation', 'exchange_sender'],
    }),
    histogram('tiflash_coprocessor_request_duration_seconds', { type: REQUESTS }),
    counter(
      'tiflash_coprocessor_request_error',
      { reason: ['meet_lock', 'region_not_found'] },
      0.1,
    ),
    counter('tiflash_coprocessor_response_bytes', { type: REQUESTS }, 1e4),
    gauge('tiflash_coprocessor_handling_request_count', { type: REQUESTS }),
    gauge('tiflash_mpp_task_manager', { type: ['mpp_query_count', 'active_tasks'] }),
    gauge('tiflash_thread_count', {
      type: ['mpp', 'active_mpp', 'total', 'rpc_establish_mpp', 'total_max'],
    }),
    histogram('tiflash_raft_read_index_duration_seconds'),
    histogram('tiflash_raft_wait_index_duration_seconds'),
    histogram('tiflash_schema_apply_duration_seconds'),
    counter('tiflash_schema_apply_count', { type: ['full', 'failed'] }),
  ];
}

function systemFamilies(): readonly Family[] {
  const jemalloc = [
    'active',
    'allocated',
    'mapped',
    'metadata',
    'metadata_thp',
    'resident',
    'retained',
  ];
  const asynchronous = [
    ...jemalloc.map((part) => `jemalloc_${part}`),
    'mimalloc_current_commit',
    'mimalloc_current_rss',
    'mmap_alive',
    'Uptime',
    'MaxDTDeltaOldestSnapshotLifetime',
  ];
  const current = [
    'LogicalCPUCores',
    'MemoryCapacity',
    'StoreSizeAvailable',
    'StoreSizeCapacity',
    'StoreSizeUsed',
    'StoreSizeUsedRemote',
    'MemoryTracking',
    'Query',
  ];
  return [
    ...asynchronous.map((name) => gauge(`tiflash_system_asynchronous_metric_${name}`, {}, 1e8)),
    ...current.map((name) => gauge(`tiflash_system_current_metric_${name}`, {}, 1e9)),
    ...[
      'Query',
      'FileFSync',
      'DTDeltaMerge',
      'ReadBufferFromFileDescriptorReadBytes',
      'WriteBufferFromFileDescriptorWriteBytes',
      'DMWriteBlock',
    ].map((name) => counter(`tiflash_system_profile_event_${name}`)),
  ];
}

function storageFamilies(): readonly Family[] {
  return [
    counter('tiflash_storage_command_count', { type: ['write_block', 'delta_merge'] }),
    counter('tiflash_storage_subtask_count', { type: ['delta_merge', 'seg_split'] }),
    histogram('tiflash_storage_subtask_duration_seconds', { type: ['delta_merge', 'seg_split'] }),
    counter('tiflash_storage_throughput_bytes', { type: ['write', 'delta_merge'] }, 1e5),
    gauge('tiflash_resource_group', {
      type: ['remaining_tokens'],
      resource_group: ['default', 'batch'],
    }),
  ];
}
