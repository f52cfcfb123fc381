import type { Alert, RuleSet } from '../rule.ts';
import { isDown } from './servers.ts';

function slow(
  name: string,
  buckets: string,
  threshold: number,
  text: Pick<Alert, 'summary' | 'says'>,
): Alert {
  return {
    name,
    severity: 'warning',
    for: '1m',
    value: `histogram_quantile(0.9, rate(${buckets}))`,
    threshold: { operator: '>', value: threshold },
    unit: 'seconds',
    scope: 'instance',
    ...text,
    advice: 'Look at its disk, and at what it writes to.',
  };
}

const ALERTS: readonly Alert[] = [
  isDown('Pump_server_is_down', 'Pump', 'pump'),
  isDown('Drainer_server_is_down', 'Drainer', 'drainer'),
  {
    name: 'binlog_pump_storage_error_count',
    severity: 'emergency',
    value: 'changes(binlog_pump_storage_error_count[1m])',
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    summary: 'Pump fails to store changes',
    says: 'it failed to write to its disk {value} times in a minute',
    advice: 'Look at its disk and its log: changes may be lost.',
  },
  {
    name: 'binlog_pump_storage_available_size_less_than_20G',
    severity: 'warning',
    for: '10s',
    value: 'binlog_pump_storage_storage_size_bytes{type="available"}',
    threshold: { operator: '<', value: 20 * 1024 ** 3 },
    unit: 'bytes',
    scope: 'instance',
    summary: 'Pump runs out of space',
    says: '{value} of its space is left; {threshold} or more is expected',
    advice: 'See whether Drainer keeps up; add space, or keep changes for less long.',
  },
  slow(
    'binlog_pump_write_binlog_rpc_duration_seconds_bucket',
    'binlog_pump_rpc_duration_seconds_bucket{method="WriteBinlog"}[5m]',
    1,
    {
      summary: 'Pump is slow to take changes',
      says: '10 % of the changes take {value} or longer; up to {threshold} are expected',
    },
  ),
  slow(
    'binlog_pump_storage_write_binlog_duration_time_bucket',
    'binlog_pump_storage_write_binlog_duration_time_bucket{type="batch"}[5m]',
    1,
    {
      summary: 'The disk of Pump is slow',
      says: '10 % of its writes to disk take {value} or longer; up to {threshold} are expected',
    },
  ),
  {
    name: 'binlog_drainer_checkpoint_high_delay',
    severity: 'critical',
    for: '1m',
    value: 'time() - binlog_drainer_checkpoint_tso / 1000',
    threshold: { operator: '>', value: 3600 },
    unit: 'seconds',
    scope: 'instance',
    summary: 'Drainer lags behind',
    says: 'its checkpoint is {value} old; up to {threshold} is expected',
    advice: 'See whether it runs, and whether its target is slow.',
  },
  {
    name: 'binlog_drainer_checkpoint_tso_no_change_for_1m',
    severity: 'warning',
    value: 'changes(binlog_drainer_checkpoint_tso[1m]) < 1',
    unit: 'number',
    scope: 'instance',
    summary: 'Drainer does not move on',
    says: 'its checkpoint did not change for a minute',
    advice: 'See whether it runs, and whether its target is slow.',
  },
  slow(
    'binlog_drainer_execute_duration_time_more_than_10s',
    'binlog_drainer_execute_duration_time_bucket[1m]',
    10,
    {
      summary: 'The target of Drainer is slow',
      says: '10 % of its writes to the target take {value} or longer; up to {threshold} are expected',
    },
  ),
];

export const BINLOG: RuleSet = {
  title: 'TiDB Binlog',
  runbook: 'https://docs.pingcap.com/tidb/v7.5/monitor-tidb-binlog-cluster',
  alerts: ALERTS,
};
