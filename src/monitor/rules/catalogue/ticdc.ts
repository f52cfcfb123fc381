import type { Alert, RuleSet } from '../rule.ts';
import { hasManyOwners, hasNoOwner, hasStuckResolvedTs, scansLong } from './change-data-capture.ts';
import { hasLargeHeap, isDown } from './servers.ts';

const OWNERSHIP = 'ticdc_owner_ownership_counter[4m]';
const FEED = 'changefeed {{ $labels.namespace }}/{{ $labels.changefeed }}';

/** A state that a changefeed should not be in. */
function isInState(
  name: string,
  severity: Alert['severity'],
  state: number,
  text: Pick<Alert, 'summary' | 'says' | 'advice'>,
): Alert {
  return {
    name,
    severity,
    for: '1m',
    value: `max_over_time(ticdc_owner_status[1m]) == ${state}`,
    unit: 'number',
    scope: 'instance',
    ...text,
  };
}

function lags(name: string, gauge: string, threshold: number, what: string): Alert {
  return {
    name,
    severity: 'critical',
    for: '1m',
    value: gauge,
    threshold: { operator: '>', value: threshold },
    unit: 'seconds',
    scope: 'instance',
    summary: 'A changefeed lags behind',
    says: `${what} of ${FEED} is {value} old; up to {threshold} is expected`,
    advice: 'See whether the changefeed runs, and whether its target is slow.',
  };
}

/** Something that should not happen, and did. */
function happens(name: string, counter: string, summary: string, says: string): Alert {
  return {
    name,
    severity: 'warning',
    for: '1m',
    value: `changes(${counter}[1m])`,
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    summary,
    says,
    advice: 'Query the changefeed: its state has the error.',
  };
}

const ALERTS: readonly Alert[] = [
  isDown('TiCDC_server_is_down', 'TiCDC', 'ticdc'),
  hasManyOwners('cdc_multiple_owners', 'TiCDC', OWNERSHIP, 0.125),
  hasNoOwner('cdc_no_owner', 'TiCDC', OWNERSHIP, 0.0625),
  isInState('ticdc_changefeed_failed', 'critical', 2, {
    summary: 'A changefeed failed',
    says: `${FEED} failed and does not start again by itself`,
    advice: 'Query the changefeed for its error, mend that, and resume it.',
  }),
  isInState('ticdc_changefeed_meet_error', 'warning', 1, {
    summary: 'A changefeed met an error',
    says: `${FEED} met an error and tries again`,
    advice: 'Query the changefeed for its error before it lags too far.',
  }),
  lags('cdc_checkpoint_high_delay', 'ticdc_owner_checkpoint_ts_lag', 600, 'the checkpoint'),
  lags('cdc_resolvedts_high_delay', 'ticdc_owner_resolved_ts_lag', 300, 'the resolved timestamp'),
  happens(
    'ticdc_sink_execution_error',
    'ticdc_sink_execution_error',
    'Writing to a target fails',
    `writing for ${FEED} failed {value} times in a minute`,
  ),
  happens(
    'ticdc_processor_exit_with_error_count',
    'ticdc_processor_exit_with_error_count',
    'A processor of TiCDC failed',
    `a processor of ${FEED} ended with an error {value} times in a minute`,
  ),
  hasStuckResolvedTs('tikv_cdc_min_resolved_ts_no_change_for_1m', [
    'tikv_cdc_region_resolve_status{status="resolved"} > 0',
    'tikv_cdc_captured_region_total > 0',
  ]),
  scansLong('tikv_cdc_scan_duration_seconds_more_than_10min'),
  hasLargeHeap('ticdc_memory_abnormal', 'TiCDC', 'go_memstats_heap_alloc_bytes{component="ticdc"}'),
];

export const TICDC: RuleSet = {
  title: 'TiCDC',
  runbook: 'https://docs.pingcap.com/tidb/stable/ticdc-alert-rules',
  alerts: ALERTS,
};
