import { type AlertCase, changing, falling, growing, histogram, steady } from './alert-case.ts';

const component = { component: 'tikv' };

const SLOW = 'tikv_storage_engine_async_request_duration_seconds_bucket';
const GIBIBYTE = 1024 ** 3;

export const TIKV_CASES: readonly AlertCase[] = [
  {
    alert: 'TiKV_server_is_down',
    series: [['up{component="tikv"}', steady(0), steady(1)]],
    labels: component,
    value: '',
  },
  {
    alert: 'TiKV_critical_error',
    series: [['tikv_critical_error_total{type="read"}', growing(3), steady(3)]],
    labels: { type: 'read' },
    value: '0.2',
  },
  {
    alert: 'TiKV_memory_used_too_fast',
    series: [
      [
        'process_resident_memory_bytes{component="tikv"}',
        growing(0.5 * GIBIBYTE),
        growing(0.2 * GIBIBYTE),
      ],
    ],
    labels: component,
    value: '10Gi',
  },
  {
    alert: 'TiKV_GC_can_not_work',
    series: [
      ['tikv_gcworker_gc_tasks_vec{task="gc"}', steady(5), growing(1)],
      ['tikv_gc_compaction_filter_perform', steady(5), growing(1)],
      ['tikv_engine_event_total{db="kv", cf="write", type="compaction"}', growing(1), growing(1)],
    ],
    value: '',
  },
  {
    alert: 'TiKV_server_report_failure_msg_total',
    series: [
      [
        'tikv_server_report_failure_msg_total{type="unreachable", store_id="4"}',
        growing(100),
        growing(60),
      ],
      [
        'tikv_server_report_failure_msg_total{type="unreachable", store_id="4", instance="tikv-1"}',
        growing(100),
        growing(60),
      ],
    ],
    labels: { store_id: '4' },
    value: '13.3',
  },
  {
    alert: 'TiKV_channel_full_total',
    series: [['tikv_channel_full_total{type="store"}', growing(3), steady(3)]],
    labels: { type: 'store' },
    value: '0.2',
  },
  {
    alert: 'TiKV_write_stall',
    series: [['tikv_engine_write_stall{db="kv", type="write_stall_max"}', growing(1), steady(7)]],
    labels: { db: 'kv', type: 'write_stall_max' },
    value: '40',
  },
  {
    alert: 'TiKV_leader_drops',
    series: [['tikv_pd_heartbeat_tick_total{type="leader"}', falling(2000, 5), falling(2000, 2)]],
    labels: { type: 'leader' },
    value: '-20',
  },
  {
    alert: 'TiKV_node_restart',
    series: [
      ['process_start_time_seconds{component="tikv"}', changing(100, 71, 4260), steady(100)],
    ],
    labels: component,
    value: '1',
  },
  {
    alert: 'TiKV_raftstore_thread_cpu_seconds_total',
    series: [
      ['tikv_thread_cpu_seconds_total{name="raftstore_1_0"}', growing(13.5), growing(8)],
      ['tikv_thread_cpu_seconds_total{name="rs_1_1"}', growing(13.5), growing(8)],
    ],
    value: '1.8',
  },
  {
    alert: 'TiKV_thread_apply_worker_cpu_seconds',
    series: [
      ['tikv_thread_cpu_seconds_total{name="apply_0"}', growing(14.25), growing(9)],
      ['tikv_thread_cpu_seconds_total{name="apply_1"}', growing(3), growing(9)],
    ],
    value: '0.95',
  },
  {
    alert: 'TiKV_coprocessor_cpu_util',
    series: [
      ['tikv_thread_cpu_seconds_total{name="unified_read_po_0"}', growing(15), growing(15)],
      ['tikv_thread_cpu_seconds_total{name="unified_read_po_1"}', growing(13.5), growing(9)],
    ],
    value: '95%',
  },
  {
    alert: 'TiKV_coprocessor_pending_request',
    series: [['tikv_coprocessor_pending_request{type="index"}', growing(200), growing(100)]],
    labels: { type: 'index' },
    value: '8k',
  },
  {
    alert: 'TiKV_scheduler_context_total',
    series: [['tikv_scheduler_contex_total', growing(100), growing(40)]],
    value: '2k',
  },
  {
    alert: 'TiKV_pending_task',
    series: [['tikv_worker_pending_task_total{name="snap-worker"}', steady(1500), steady(800)]],
    labels: { name: 'snap-worker' },
    value: '1.5k',
  },
  {
    alert: 'TiKV_low_space',
    series: [
      ['tikv_store_size_bytes{type="available"}', steady(15), steady(25)],
      ['tikv_store_size_bytes{type="capacity"}', steady(100), steady(100)],
    ],
    value: '15%',
  },
  {
    alert: 'TiKV_cpu_quota',
    series: [
      ['process_cpu_seconds_total{component="tikv"}', growing(27), growing(20)],
      ['tikv_server_cpu_cores_quota{component="tikv"}', steady(2), steady(2)],
    ],
    labels: component,
    value: '90%',
  },
  {
    alert: 'TiKV_memory_quota',
    series: [
      ['process_resident_memory_bytes{component="tikv"}', steady(85), steady(70)],
      ['tikv_server_memory_quota_bytes{component="tikv"}', steady(100), steady(100)],
    ],
    labels: component,
    value: '85%',
  },
  {
    alert: 'TiKV_async_request_snapshot_duration_seconds',
    series: histogram(`${SLOW}{type="snapshot"}`, 1),
    value: '3.97s',
  },
  {
    alert: 'TiKV_async_request_write_duration_seconds',
    series: histogram(`${SLOW}{type="write"}`, 1),
    value: '3.97s',
  },
  {
    alert: 'TiKV_coprocessor_request_wait_seconds',
    series: [
      ...histogram('tikv_coprocessor_request_wait_seconds_bucket{req="select", type="all"}', 10),
      // Only whole requests count, not their parts.
      [
        'tikv_coprocessor_request_wait_seconds_bucket{req="select", type="schedule", le="40"}',
        growing(0),
        growing(900),
      ],
    ],
    labels: { req: 'select' },
    value: '40s',
  },
  {
    alert: 'TiKV_raft_append_log_duration_secs',
    series: histogram('tikv_raftstore_append_log_duration_seconds_bucket', 1),
    value: '3.97s',
  },
  {
    alert: 'TiKV_raft_apply_log_duration_secs',
    series: histogram('tikv_raftstore_apply_log_duration_seconds_bucket', 1),
    value: '3.97s',
  },
  {
    alert: 'TiKV_raft_log_lag',
    series: histogram('tikv_raftstore_log_lag_bucket', 5000),
    value: '19.85k',
  },
  {
    alert: 'TiKV_raft_process_ready_duration_secs',
    series: histogram('tikv_raftstore_raft_process_duration_secs_bucket{type="ready"}', 2),
    value: '7.994s',
  },
  {
    alert: 'TiKV_raft_process_tick_duration_secs',
    series: histogram('tikv_raftstore_raft_process_duration_secs_bucket{type="tick"}', 2),
    value: '7.994s',
  },
  {
    alert: 'TiKV_scheduler_latch_wait_duration_seconds',
    series: histogram('tikv_scheduler_latch_wait_duration_seconds_bucket{type="prewrite"}', 1),
    labels: { type: 'prewrite' },
    value: '3.97s',
  },
  {
    alert: 'TiKV_scheduler_command_duration_seconds',
    series: histogram('tikv_scheduler_command_duration_seconds_bucket{type="commit"}', 1),
    labels: { type: 'commit' },
    value: '3.97s',
  },
  {
    alert: 'TiKV_approximate_region_size',
    series: histogram('tikv_raftstore_region_size_bucket', GIBIBYTE),
    value: '3.97Gi',
  },
];
