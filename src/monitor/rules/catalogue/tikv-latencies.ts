import { quantile } from '../promql.ts';
import type { Alert, Severity, Unit } from '../rule.ts';

interface Latency {
  readonly name: string;
  readonly severity: Severity;
  /** The share of cases below the quantile. */
  readonly share: number;
  /** The buckets of the histogram. */
  readonly buckets: string;
  /** More labels to keep apart. */
  readonly by?: readonly string[];
  readonly threshold: number;
  readonly unit?: Unit;
  readonly summary: string;
  /** What the histogram measures, in the plural. */
  readonly cases: string;
  readonly advice: string;
}

/** An alert about the slowest or largest of many cases. */
function slowest({ share, buckets, by = [], threshold, cases, ...rest }: Latency): Alert {
  const percent = Number((100 - share * 100).toFixed(2));
  const verb = rest.unit === undefined ? 'take' : 'are';
  const more = rest.unit === undefined ? 'longer' : 'more';
  return {
    unit: 'seconds',
    ...rest,
    for: '1m',
    value: quantile(share, buckets, 'instance', ...by),
    threshold: { operator: '>', value: threshold },
    scope: 'instance',
    says: `${percent} % of its ${cases} ${verb} {value} or ${more}; up to {threshold} are expected`,
  };
}

const DISK = 'Look at its disk, and for a hot spot of writes on it.';
const RAFT = 'Look at the load of its Raft store, and at its disk.';
const CONFLICTS = 'Look for conflicts between transactions, and for reads of many old versions.';

/** How long TiKV takes for its work, and how large the work is. */
export const TIKV_LATENCIES: readonly Alert[] = [
  slowest({
    name: 'TiKV_async_request_snapshot_duration_seconds',
    severity: 'critical',
    share: 0.99,
    buckets: 'tikv_storage_engine_async_request_duration_seconds_bucket{type="snapshot"}',
    threshold: 1,
    summary: 'TiKV is slow to start reads',
    cases: 'snapshots',
    advice: RAFT,
  }),
  slowest({
    name: 'TiKV_async_request_write_duration_seconds',
    severity: 'critical',
    share: 0.99,
    buckets: 'tikv_storage_engine_async_request_duration_seconds_bucket{type="write"}',
    threshold: 1,
    summary: 'TiKV is slow to write',
    cases: 'writes',
    advice: RAFT,
  }),
  slowest({
    name: 'TiKV_coprocessor_request_wait_seconds',
    severity: 'critical',
    share: 0.9999,
    // Some versions have the parts of a request in the same histogram, others no such label.
    buckets: 'tikv_coprocessor_request_wait_seconds_bucket{type=~"all|"}',
    by: ['req'],
    threshold: 10,
    summary: 'Reads wait long at TiKV',
    cases: 'reads "{{ $labels.req }}"',
    advice: 'Look at the slow queries, and for a hot spot on it.',
  }),
  slowest({
    name: 'TiKV_raft_append_log_duration_secs',
    severity: 'critical',
    share: 0.99,
    buckets: 'tikv_raftstore_append_log_duration_seconds_bucket',
    threshold: 1,
    summary: 'TiKV is slow to append to its log',
    cases: 'appends to the log',
    advice: DISK,
  }),
  slowest({
    name: 'TiKV_raft_apply_log_duration_secs',
    severity: 'critical',
    share: 0.99,
    buckets: 'tikv_raftstore_apply_log_duration_seconds_bucket',
    threshold: 1,
    summary: 'TiKV is slow to apply its log',
    cases: 'batches from the log',
    advice: DISK,
  }),
  slowest({
    name: 'TiKV_raft_log_lag',
    severity: 'critical',
    share: 0.99,
    buckets: 'tikv_raftstore_log_lag_bucket',
    threshold: 5000,
    unit: 'number',
    summary: 'Replicas lag behind',
    cases: 'lags of replicas, in entries of the log,',
    advice: 'See which store is down, stuck or slow.',
  }),
  slowest({
    name: 'TiKV_raft_process_ready_duration_secs',
    severity: 'warning',
    share: 0.999,
    buckets: 'tikv_raftstore_raft_process_duration_secs_bucket{type="ready"}',
    threshold: 2,
    summary: 'The Raft store of TiKV is slow',
    cases: 'rounds of the Raft store',
    advice: RAFT,
  }),
  slowest({
    name: 'TiKV_raft_process_tick_duration_secs',
    severity: 'warning',
    share: 0.999,
    buckets: 'tikv_raftstore_raft_process_duration_secs_bucket{type="tick"}',
    threshold: 2,
    summary: 'TiKV has more Regions than it can watch',
    cases: 'ticks of the Raft store',
    advice: 'Let Regions hibernate, merge small ones, or add stores.',
  }),
  slowest({
    name: 'TiKV_scheduler_latch_wait_duration_seconds',
    severity: 'critical',
    share: 0.99,
    buckets: 'tikv_scheduler_latch_wait_duration_seconds_bucket',
    by: ['type'],
    threshold: 1,
    summary: 'Writes wait for each other at TiKV',
    cases: 'commands "{{ $labels.type }}" wait for others and',
    advice: CONFLICTS,
  }),
  slowest({
    name: 'TiKV_scheduler_command_duration_seconds',
    severity: 'warning',
    share: 0.99,
    buckets: 'tikv_scheduler_command_duration_seconds_bucket',
    by: ['type'],
    threshold: 1,
    summary: 'TiKV is slow to run commands',
    cases: 'commands "{{ $labels.type }}"',
    advice: CONFLICTS,
  }),
  slowest({
    name: 'TiKV_approximate_region_size',
    severity: 'warning',
    share: 0.99,
    buckets: 'tikv_raftstore_region_size_bucket',
    threshold: 1024 ** 3,
    unit: 'bytes',
    summary: 'Regions are large',
    cases: 'Regions',
    advice: 'They are split more slowly than they are written: look for a hot spot of writes.',
  }),
];
