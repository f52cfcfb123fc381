import { type AlertCase, growing, histogram, steady } from './alert-case.ts';

/** TiFlash, TiProxy and TiDB Lightning. */
export const TIFLASH_TIPROXY_CASES: readonly AlertCase[] = [
  {
    alert: 'TiFlash_server_is_down',
    series: [['up{component="tiflash"}', steady(0), steady(1)]],
    labels: { component: 'tiflash' },
    value: '',
  },
  {
    alert: 'TiFlash_schema_error',
    series: [['tiflash_schema_apply_count{type="failed"}', growing(1), steady(2)]],
    labels: { type: 'failed' },
    value: '60',
  },
  {
    alert: 'TiFlash_schema_apply_duration',
    series: histogram('tiflash_schema_apply_duration_seconds_bucket', 20),
    value: '1m 19s',
  },
  {
    alert: 'TiFlash_raft_read_index_duration',
    series: histogram('tiflash_raft_read_index_duration_seconds_bucket', 3),
    value: '11.91s',
  },
  {
    alert: 'TiFlash_raft_wait_index_duration',
    series: histogram('tiflash_raft_wait_index_duration_seconds_bucket', 2),
    value: '7.94s',
  },
  {
    alert: 'TiProxyServerIsDown',
    series: [['up{component="tiproxy"}', steady(0), steady(1)]],
    labels: { component: 'tiproxy' },
    value: '',
  },
  {
    alert: 'TiProxyDiscoveredTimeJumpBack',
    series: [['tiproxy_monitor_time_jump_back_total', growing(1), steady(2)]],
    value: '40',
  },
  {
    alert: 'TiProxyReportErr',
    series: [['tiproxy_server_err{type="serve"}', growing(1), steady(2)]],
    labels: { type: 'serve' },
    value: '40',
  },
  {
    alert: 'TiProxyGetBackendFail',
    series: [
      ['tiproxy_backend_get_backend{res="fail"}', growing(300), growing(100)],
      ['tiproxy_backend_get_backend{res="succeed"}', growing(300), growing(300)],
    ],
    value: '20',
  },
  {
    alert: 'Lightning_import_failure_tables_count',
    series: [
      ['lightning_tables{result="failure", state="checksum"}', steady(2), steady(0)],
      ['lightning_tables{result="success", state="checksum"}', steady(2), steady(2)],
    ],
    value: '2',
  },
];
