import { aggregate } from '../promql.ts';
import type { Alert, RuleSet } from '../rule.ts';
import { isDown } from './servers.ts';

const ALERTS: readonly Alert[] = [
  {
    ...isDown('TiProxyServerIsDown', 'TiProxy', 'tiproxy'),
    severity: 'emergency',
    for: '1m',
  },
  {
    name: 'TiProxyDiscoveredTimeJumpBack',
    severity: 'warning',
    for: '1m',
    value: 'increase(tiproxy_monitor_time_jump_back_total[10m])',
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    summary: 'The clock of TiProxy went back',
    says: 'its clock went back {value} times in 10 minutes',
    advice: 'See how the clock of its node is set.',
  },
  {
    name: 'TiProxyReportErr',
    severity: 'critical',
    for: '1m',
    value: 'increase(tiproxy_server_err[10m])',
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    summary: 'TiProxy met a critical error',
    says: 'it met {value} critical errors in 10 minutes',
    advice: 'Look at its log.',
  },
  {
    name: 'TiProxyGetBackendFail',
    severity: 'critical',
    for: '1m',
    value: aggregate('sum', 'rate(tiproxy_backend_get_backend{res="fail"}[1m])', 'instance'),
    threshold: { operator: '>', value: 10 },
    unit: 'per-second',
    scope: 'instance',
    summary: 'TiProxy finds no TiDB for connections',
    says: 'it finds no TiDB for {value} connections a second; up to {threshold} are expected',
    advice: 'See whether servers of TiDB run, and whether TiProxy reaches them and PD.',
  },
];

export const TIPROXY: RuleSet = {
  title: 'TiProxy',
  runbook: 'https://docs.pingcap.com/tidb/stable/tiproxy-overview',
  alerts: ALERTS,
};
