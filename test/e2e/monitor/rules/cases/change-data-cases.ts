import { type AlertCase, growing, histogram, type Sample, steady } from './alert-case.ts';

const FEED = 'namespace="default", changefeed="orders"';
const feed = { namespace: 'default', changefeed: 'orders' };
const kvFeed = { changefeed: 'orders' };

/** A scan that TiKV makes for either of the two. */
const SCANS = histogram('tikv_cdc_scan_duration_seconds_bucket', 600);
const STUCK: readonly Sample[] = [
  ['tikv_cdc_min_resolved_ts', steady(5), steady(5)],
  // In good clusters there is nothing to resolve.
  ['tikv_cdc_region_resolve_status{status="resolved"}', steady(1), steady(0)],
  ['tikv_cdc_captured_region_total', steady(1), steady(1)],
];

/** TiCDC, TiKV-CDC and TiDB Binlog. */
export const CHANGE_DATA_CASES: readonly AlertCase[] = [
  {
    alert: 'TiCDC_server_is_down',
    series: [['up{component="ticdc"}', steady(0), steady(1)]],
    labels: { component: 'ticdc' },
    value: '',
  },
  {
    alert: 'cdc_multiple_owners',
    series: [
      ['ticdc_owner_ownership_counter', growing(1), growing(1)],
      ['ticdc_owner_ownership_counter{instance="ticdc-1"}', growing(1), steady(1)],
    ],
    value: '0.133',
  },
  {
    alert: 'cdc_no_owner',
    series: [['ticdc_owner_ownership_counter', steady(4), growing(1)]],
    value: '0',
  },
  {
    alert: 'ticdc_changefeed_failed',
    series: [[`ticdc_owner_status{${FEED}}`, steady(2), steady(1)]],
    labels: feed,
    value: '',
  },
  {
    alert: 'ticdc_changefeed_meet_error',
    series: [[`ticdc_owner_status{${FEED}}`, steady(1), steady(0)]],
    labels: feed,
    value: '',
  },
  {
    alert: 'cdc_checkpoint_high_delay',
    series: [[`ticdc_owner_checkpoint_ts_lag{${FEED}}`, steady(700), steady(400)]],
    labels: feed,
    value: '11m 40s',
  },
  {
    alert: 'cdc_resolvedts_high_delay',
    series: [[`ticdc_owner_resolved_ts_lag{${FEED}}`, steady(301), steady(200)]],
    labels: feed,
    value: '5m 1s',
  },
  {
    alert: 'ticdc_sink_execution_error',
    series: [[`ticdc_sink_execution_error{${FEED}}`, growing(1), steady(1)]],
    labels: feed,
    value: '3',
  },
  {
    alert: 'ticdc_processor_exit_with_error_count',
    series: [[`ticdc_processor_exit_with_error_count{${FEED}}`, growing(1), steady(1)]],
    labels: feed,
    value: '3',
  },
  { alert: 'tikv_cdc_min_resolved_ts_no_change_for_1m', series: STUCK, value: '' },
  { alert: 'tikv_cdc_scan_duration_seconds_more_than_10min', series: SCANS, value: '37m 0s' },
  {
    alert: 'ticdc_memory_abnormal',
    series: [['go_memstats_heap_alloc_bytes{component="ticdc"}', steady(2e10), steady(6e9)]],
    labels: { component: 'ticdc' },
    value: '18.63Gi',
  },
  {
    alert: 'tikv_cdc_multiple_owners',
    series: [
      ['tikv_cdc_owner_ownership_counter', growing(20), growing(20)],
      ['tikv_cdc_owner_ownership_counter{instance="tikv-cdc-1"}', growing(20), steady(1)],
    ],
    value: '2.67',
  },
  {
    alert: 'tikv_cdc_no_owner',
    series: [['tikv_cdc_owner_ownership_counter', steady(4), growing(15)]],
    value: '0',
  },
  {
    alert: 'tikv_cdc_checkpoint_high_delay',
    series: [
      ['tikv_cdc_processor_checkpoint_ts_lag{changefeed="orders"}', steady(700), steady(400)],
    ],
    labels: kvFeed,
    value: '11m 40s',
  },
  {
    alert: 'tikv_cdc_resolvedts_high_delay',
    series: [['tikv_cdc_processor_resolved_ts_lag{changefeed="orders"}', steady(301), steady(200)]],
    labels: kvFeed,
    value: '5m 1s',
  },
  {
    alert: 'tikv_cdc_sink_execute_duration_time_more_than_10s',
    series: histogram('tikv_cdc_sink_txn_exec_duration_bucket', 10),
    value: '37s',
  },
  {
    alert: 'tikv_cdc_puller_entry_sorter_sort_bucket',
    series: histogram('tikv_cdc_puller_entry_sorter_sort_bucket', 1),
    value: '3.7s',
  },
  {
    alert: 'tikv_cdc_puller_entry_sorter_merge_bucket',
    series: histogram('tikv_cdc_puller_entry_sorter_merge_bucket', 1),
    value: '3.7s',
  },
  {
    alert: 'tikv_cdc_processor_checkpoint_tso_no_change_for_1m',
    series: [['tikv_cdc_processor_checkpoint_ts{changefeed="orders"}', steady(5), growing(1)]],
    labels: kvFeed,
    value: '',
  },
  {
    alert: 'tikv_cdc_processor_exit_with_error_count',
    series: [
      ['tikv_cdc_processor_exit_with_error_count{changefeed="orders"}', growing(1), steady(1)],
    ],
    labels: kvFeed,
    value: '3',
  },
  { alert: 'tikv_cdc_component_min_resolved_ts_no_change_for_1m', series: STUCK, value: '' },
  {
    alert: 'tikv_cdc_component_scan_duration_seconds_more_than_10min',
    series: SCANS,
    value: '37m 0s',
  },
  {
    alert: 'tikv_cdc_memory_abnormal',
    series: [['go_memstats_heap_alloc_bytes{component="tikv-cdc"}', steady(2e10), steady(6e9)]],
    labels: { component: 'tikv-cdc' },
    value: '18.63Gi',
  },
  {
    alert: 'Pump_server_is_down',
    series: [['up{component="pump"}', steady(0), steady(1)]],
    labels: { component: 'pump' },
    value: '',
  },
  {
    alert: 'Drainer_server_is_down',
    series: [['up{component="drainer"}', steady(0), steady(1)]],
    labels: { component: 'drainer' },
    value: '',
  },
  {
    alert: 'binlog_pump_storage_error_count',
    series: [['binlog_pump_storage_error_count{type="write"}', growing(1), steady(1)]],
    labels: { type: 'write' },
    value: '3',
  },
  {
    alert: 'binlog_pump_storage_available_size_less_than_20G',
    series: [
      [
        'binlog_pump_storage_storage_size_bytes{type="available"}',
        steady(2 ** 34),
        steady(2 ** 35),
      ],
    ],
    labels: { type: 'available' },
    value: '16Gi',
  },
  {
    alert: 'binlog_pump_write_binlog_rpc_duration_seconds_bucket',
    series: histogram('binlog_pump_rpc_duration_seconds_bucket{method="WriteBinlog"}', 1),
    labels: { method: 'WriteBinlog' },
    value: '3.7s',
  },
  {
    alert: 'binlog_pump_storage_write_binlog_duration_time_bucket',
    series: histogram('binlog_pump_storage_write_binlog_duration_time_bucket{type="batch"}', 1),
    labels: { type: 'batch' },
    value: '3.7s',
  },
  {
    alert: 'binlog_drainer_checkpoint_high_delay',
    // Milliseconds since the epoch, as the tests' clock has it.
    series: [['binlog_drainer_checkpoint_tso', steady(0), steady(3_600_000)]],
    value: '1h 15m 0s',
  },
  {
    alert: 'binlog_drainer_checkpoint_tso_no_change_for_1m',
    series: [['binlog_drainer_checkpoint_tso', steady(5), growing(1000)]],
    value: '',
  },
  {
    alert: 'binlog_drainer_execute_duration_time_more_than_10s',
    series: histogram('binlog_drainer_execute_duration_time_bucket', 10),
    value: '37s',
  },
];
