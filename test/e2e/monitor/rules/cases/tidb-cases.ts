import { type AlertCase, changing, growing, histogram, steady } from './alert-case.ts';

const component = { component: 'tidb' };

export const TIDB_CASES: readonly AlertCase[] = [
  {
    alert: 'TiDB_server_is_down',
    series: [['up{component="tidb"}', steady(0), steady(1)]],
    labels: component,
    value: '',
  },
  {
    alert: 'TiDB_binlog_error_total',
    series: [['tidb_server_critical_error_total', growing(1), steady(9)]],
    value: '20',
  },
  {
    alert: 'TiDB_server_panic_total',
    series: [['tidb_server_panic_total{type="session"}', growing(1), steady(9)]],
    labels: { type: 'session' },
    value: '40',
  },
  {
    alert: 'TiDB_server_event_error',
    series: [['tidb_server_event_total{type="server_hang"}', growing(1), steady(1)]],
    labels: { type: 'server_hang' },
    value: '60',
  },
  {
    alert: 'TiDB_monitor_time_jump_back_error',
    series: [['tidb_monitor_time_jump_back_total', growing(1), steady(1)]],
    value: '40',
  },
  {
    alert: 'TiDB_auto_analyze_failed',
    series: [['tidb_statistics_auto_analyze_total{type="failed"}', growing(1), steady(1)]],
    labels: { type: 'failed' },
    value: '40',
  },
  {
    alert: 'TiDB_monitor_keep_alive',
    series: [
      ['tidb_monitor_keep_alive_total{component="tidb"}', growing(1), growing(3)],
      ['process_start_time_seconds{component="tidb"}', steady(0), steady(0)],
      // It has just started, and could not count that far yet.
      ['tidb_monitor_keep_alive_total{component="tidb", instance="new"}', undefined, growing(1)],
      ['process_start_time_seconds{component="tidb", instance="new"}', undefined, steady(4000)],
    ],
    labels: component,
    value: '40',
  },
  {
    alert: 'TiDB_node_restart',
    series: [
      ['process_start_time_seconds{component="tidb"}', changing(100, 71, 4260), steady(100)],
    ],
    labels: component,
    value: '1',
  },
  {
    alert: 'TiDB_schema_error',
    series: [['tidb_session_schema_lease_error_total{type="outdated"}', growing(1), steady(4)]],
    labels: { type: 'outdated' },
    value: '60',
  },
  {
    alert: 'TiDB_domain_load_schema_total',
    series: [['tidb_domain_load_schema_total{type="failed"}', growing(1), growing(0.2)]],
    labels: { type: 'failed' },
    value: '40',
  },
  {
    alert: 'TiDB_ddl_waiting_jobs',
    series: [
      ['tidb_ddl_waiting_jobs{type="add_index"}', steady(4), steady(2)],
      ['tidb_ddl_waiting_jobs{type="add_index", instance="tidb-1"}', steady(4), steady(2)],
    ],
    value: '8',
  },
  {
    alert: 'TiDB_tikvclient_region_err_total',
    series: [['tidb_tikvclient_region_err_total{type="not_leader"}', growing(200), growing(100)]],
    labels: { type: 'not_leader' },
    value: '8k',
  },
  {
    alert: 'tidb_tikvclient_backoff_seconds_count',
    series: [
      ['tidb_tikvclient_backoff_seconds_count{type="regionMiss"}', growing(1), growing(0.2)],
    ],
    labels: { type: 'regionMiss' },
    value: '40',
  },
  {
    alert: 'TiDB_tikvclient_gc_action_fail',
    series: [['tidb_tikvclient_gc_action_result{type="fail"}', growing(4), growing(2)]],
    value: '16',
  },
  {
    alert: 'TiDB_query_duration',
    series: histogram('tidb_server_handle_query_duration_seconds_bucket{sql_type="Select"}', 1),
    value: '3.97s',
  },
  {
    alert: 'TiDB_memory_abnormal',
    series: [['go_memstats_heap_inuse_bytes{component="tidb"}', steady(2e10), steady(6e9)]],
    labels: component,
    value: '18.63Gi',
  },
  {
    alert: 'TiDB_cpu_quota',
    series: [
      ['process_cpu_seconds_total{component="tidb"}', growing(27), growing(20)],
      ['tidb_server_maxprocs{component="tidb"}', steady(2), steady(2)],
    ],
    labels: component,
    value: '90%',
  },
  {
    alert: 'TiDB_memory_quota',
    series: [
      ['process_resident_memory_bytes{component="tidb"}', steady(85), steady(70)],
      ['tidb_server_memory_quota_bytes{component="tidb"}', steady(100), steady(100)],
    ],
    labels: component,
    value: '85%',
  },
];
