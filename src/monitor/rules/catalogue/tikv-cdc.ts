import type { Alert, RuleSet } from '../rule.ts';
import { hasManyOwners, hasNoOwner, hasStuckResolvedTs, scansLong } from './change-data-capture.ts';
import { hasLargeHeap } from './servers.ts';

const OWNERSHIP = 'tikv_cdc_owner_ownership_counter[1m]';

function lags(name: string, gauge: string, threshold: number, what: string): Alert {
  return {
    name,
    severity: 'critical',
    for: '1m',
    value: gauge,
    threshold: { operator: '>', value: threshold },
    unit: 'seconds',
    scope: 'instance',
    summary: 'A changefeed of TiKV-CDC lags behind',
    says: `${what} of changefeed {{ $labels.changefeed }} is {value} old; up to {threshold} is expected`,
    advice: 'See whether the changefeed runs, and whether its target is slow.',
  };
}

function slow(name: string, buckets: string, threshold: number, what: string): Alert {
  return {
    name,
    severity: 'warning',
    for: '1m',
    value: `histogram_quantile(0.9, rate(${buckets}[1m]))`,
    threshold: { operator: '>', value: threshold },
    unit: 'seconds',
    scope: 'instance',
    summary: `TiKV-CDC is slow to ${what}`,
    says: `10 % of its attempts to ${what} take {value} or longer; up to {threshold} are expected`,
    advice: 'Look at its CPU and disk, and at its target.',
  };
}

const ALERTS: readonly Alert[] = [
  hasManyOwners('tikv_cdc_multiple_owners', 'TiKV-CDC', OWNERSHIP, 2),
  hasNoOwner('tikv_cdc_no_owner', 'TiKV-CDC', OWNERSHIP, 0.5),
  lags(
    'tikv_cdc_checkpoint_high_delay',
    'tikv_cdc_processor_checkpoint_ts_lag',
    600,
    'the checkpoint',
  ),
  lags(
    'tikv_cdc_resolvedts_high_delay',
    'tikv_cdc_processor_resolved_ts_lag',
    300,
    'the resolved timestamp',
  ),
  slow(
    'tikv_cdc_sink_execute_duration_time_more_than_10s',
    'tikv_cdc_sink_txn_exec_duration_bucket',
    10,
    'write to its target',
  ),
  slow(
    'tikv_cdc_puller_entry_sorter_sort_bucket',
    'tikv_cdc_puller_entry_sorter_sort_bucket',
    1,
    'sort changes',
  ),
  slow(
    'tikv_cdc_puller_entry_sorter_merge_bucket',
    'tikv_cdc_puller_entry_sorter_merge_bucket',
    1,
    'merge changes',
  ),
  {
    name: 'tikv_cdc_processor_checkpoint_tso_no_change_for_1m',
    severity: 'warning',
    value: 'changes(tikv_cdc_processor_checkpoint_ts[1m]) < 1',
    unit: 'number',
    scope: 'instance',
    summary: 'A changefeed of TiKV-CDC does not move on',
    says: 'the checkpoint of changefeed {{ $labels.changefeed }} did not change for a minute',
    advice: 'See whether the changefeed runs, and whether its target is slow.',
  },
  {
    name: 'tikv_cdc_processor_exit_with_error_count',
    severity: 'critical',
    for: '1m',
    value: 'changes(tikv_cdc_processor_exit_with_error_count[1m])',
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    summary: 'A processor of TiKV-CDC failed',
    says: 'a processor of changefeed {{ $labels.changefeed }} ended with an error {value} times in a minute',
    advice: 'Query the changefeed: its state has the error.',
  },
  hasStuckResolvedTs('tikv_cdc_component_min_resolved_ts_no_change_for_1m', [
    'tikv_cdc_region_resolve_status{status="resolved"} > 0',
  ]),
  scansLong('tikv_cdc_component_scan_duration_seconds_more_than_10min'),
  hasLargeHeap(
    'tikv_cdc_memory_abnormal',
    'TiKV-CDC',
    'go_memstats_heap_alloc_bytes{component="tikv-cdc"}',
  ),
];

export const TIKV_CDC: RuleSet = {
  title: 'TiKV-CDC',
  runbook: 'https://tikv.org/docs/latest/concepts/explore-tikv-features/cdc/cdc/',
  alerts: ALERTS,
};
