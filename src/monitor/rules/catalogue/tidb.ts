import { aggregate, quantile } from '../promql.ts';
import type { Alert, RuleSet } from '../rule.ts';
import { hasLargeHeap, hasRestarted, isDown, nearsCpuLimit, nearsMemoryLimit } from './servers.ts';

type Text = Pick<Alert, 'summary' | 'says' | 'advice'>;

/** A counter that grows by more than it should. */
function grows(
  name: string,
  severity: Alert['severity'],
  counter: string,
  window: string,
  threshold: number,
  text: Text,
): Alert {
  return {
    name,
    severity,
    for: '1m',
    value: `increase(${counter}[${window}])`,
    threshold: { operator: '>', value: threshold },
    unit: 'number',
    scope: 'instance',
    ...text,
  };
}

const SCHEMA: readonly Alert[] = [
  grows(
    'TiDB_schema_error',
    'emergency',
    'tidb_session_schema_lease_error_total{type="outdated"}',
    '15m',
    0,
    {
      summary: 'TiDB works with an old schema',
      says: 'it could not renew its schema in time {value} times in 15 minutes',
      advice: 'Look for Regions without a leader and for timeouts of TiKV.',
    },
  ),
  grows(
    'TiDB_domain_load_schema_total',
    'emergency',
    'tidb_domain_load_schema_total{type="failed"}',
    '10m',
    10,
    {
      summary: 'TiDB fails to load its schema',
      says: 'it failed to load its schema {value} times in 10 minutes',
      advice: 'Look for Regions without a leader and for timeouts of TiKV.',
    },
  ),
  {
    name: 'TiDB_ddl_waiting_jobs',
    severity: 'warning',
    for: '1m',
    value: aggregate('sum', 'tidb_ddl_waiting_jobs'),
    threshold: { operator: '>', value: 5 },
    unit: 'number',
    scope: 'cluster',
    summary: 'Schema changes wait',
    says: '{value} schema changes wait for others; up to {threshold} are expected',
    advice: 'See with "admin show ddl" which one takes long: often an "add index".',
  },
];

const STORAGE: readonly Alert[] = [
  grows(
    'TiDB_tikvclient_region_err_total',
    'emergency',
    'tidb_tikvclient_region_err_total',
    '10m',
    6000,
    {
      summary: 'TiDB meets many Region errors',
      says: 'it met {value} errors "{{ $labels.type }}" of Regions in 10 minutes; up to {threshold} are expected',
      advice: 'Look at TiKV: are servers down or busy, do leaders move?',
    },
  ),
  grows(
    'tidb_tikvclient_backoff_seconds_count',
    'warning',
    'tidb_tikvclient_backoff_seconds_count',
    '10m',
    10,
    {
      summary: 'TiDB waits for TiKV',
      says: 'it waited to try again because of "{{ $labels.type }}" {value} times in 10 minutes; up to {threshold} are expected',
      advice: 'Look at TiKV: are servers down or busy, do leaders move?',
    },
  ),
  {
    name: 'TiDB_tikvclient_gc_action_fail',
    severity: 'critical',
    for: '1m',
    value: aggregate('sum', 'increase(tidb_tikvclient_gc_action_result{type="fail"}[1m])'),
    threshold: { operator: '>', value: 10 },
    unit: 'number',
    scope: 'cluster',
    summary: 'Garbage collection fails',
    says: '{value} Regions could not be cleaned up in a minute',
    advice: 'Lower the concurrency of garbage collection if TiKV is busy.',
  },
];

const SERVERS: readonly Alert[] = [
  isDown('TiDB_server_is_down', 'TiDB', 'tidb'),
  grows('TiDB_binlog_error_total', 'emergency', 'tidb_server_critical_error_total', '5m', 0, {
    summary: 'TiDB met a critical error',
    says: 'it met {value} critical errors in 5 minutes',
    advice: 'Look at its log; with TiDB Binlog, see whether Pump takes what it writes.',
  }),
  grows('TiDB_server_panic_total', 'critical', 'tidb_server_panic_total', '10m', 0, {
    summary: 'TiDB panicked',
    says: '{value} of its threads panicked in 10 minutes',
    advice: 'Keep its log, which has the stack of the panic.',
  }),
  grows(
    'TiDB_server_event_error',
    'warning',
    'tidb_server_event_total{type=~"server_start|server_hang"}',
    '15m',
    0,
    {
      summary: 'TiDB started or hangs',
      says: '"{{ $labels.type }}" happened {value} times in 15 minutes',
      advice: 'If nobody restarted it, look at its previous log; if it hangs, restart it.',
    },
  ),
  grows(
    'TiDB_monitor_time_jump_back_error',
    'warning',
    'tidb_monitor_time_jump_back_total',
    '10m',
    0,
    {
      summary: 'The clock of TiDB went back',
      says: 'its clock went back {value} times in 10 minutes',
      advice: 'See how the clock of its node is set.',
    },
  ),
  grows(
    'TiDB_auto_analyze_failed',
    'warning',
    'tidb_statistics_auto_analyze_total{type="failed"}',
    '10m',
    0,
    {
      summary: 'Statistics are not renewed',
      says: 'collecting statistics failed {value} times in 10 minutes',
      advice: 'Look at its log for the table; plans get worse with old statistics.',
    },
  ),
  {
    name: 'TiDB_monitor_keep_alive',
    severity: 'emergency',
    for: '1m',
    value: 'increase(tidb_monitor_keep_alive_total{component="tidb"}[10m])',
    threshold: { operator: '<', value: 100 },
    unit: 'number',
    // A server that has just started had no time to count that far.
    provided: 'time() - process_start_time_seconds{component="tidb"} > 660',
    scope: 'instance',
    summary: 'TiDB hardly makes progress',
    says: 'it counted {value} signs of life in 10 minutes; {threshold} or more are expected',
    advice: 'See whether it runs out of memory or CPU, or was killed.',
  },
  hasRestarted('TiDB_node_restart', 'TiDB', 'tidb'),
];

const LOAD: readonly Alert[] = [
  {
    name: 'TiDB_query_duration',
    severity: 'warning',
    for: '1m',
    value: quantile(0.99, 'tidb_server_handle_query_duration_seconds_bucket', 'instance'),
    threshold: { operator: '>', value: 1 },
    unit: 'seconds',
    scope: 'instance',
    summary: 'Queries are slow',
    says: '1 % of its queries take {value} or longer; up to {threshold} are expected',
    advice: 'Look at the slow queries, and at whether TiKV is busy.',
  },
  hasLargeHeap('TiDB_memory_abnormal', 'TiDB', 'go_memstats_heap_inuse_bytes{component="tidb"}'),
  nearsCpuLimit('TiDB_cpu_quota', 'TiDB', 'tidb', 'tidb_server_maxprocs'),
  nearsMemoryLimit('TiDB_memory_quota', 'TiDB', 'tidb', 'tidb_server_memory_quota_bytes'),
];

export const TIDB: RuleSet = {
  title: 'TiDB',
  runbook: 'https://docs.pingcap.com/tidb/stable/alert-rules',
  alerts: [...SERVERS, ...SCHEMA, ...STORAGE, ...LOAD],
};
