import { aggregate } from '../promql.ts';
import type { RecordingRule } from '../rule.ts';

/** The quantile of a histogram, under a name that says which. */
function percentile(name: string, percent: number, buckets: string, ...labels: string[]) {
  const rates = aggregate('sum', `rate(${buckets}[1m])`, ...labels, 'le');
  return recorded(`${name}:p${percent}:1m`, `histogram_quantile(${percent / 100}, ${rates})`);
}

/** The sum of a counter's rates. */
function rateOf(record: string, counter: string, ...labels: string[]): RecordingRule {
  return recorded(record, aggregate('sum', `rate(${counter}[1m])`, ...labels));
}

/** The mean of a histogram, by type. */
function meanOf(record: string, histogram: string): RecordingRule {
  const sum = aggregate('sum', `rate(${histogram}_sum[1m])`, 'type');
  const count = aggregate('sum', `rate(${histogram}_count[1m])`, 'type');
  return recorded(record, `${sum} / ${count}`);
}

function recorded(record: string, expression: string): RecordingRule {
  return { record, expression };
}

const GRPC = 'tikv_grpc_msg_duration_seconds';
const STORE = 'tikv_raftstore';
const REQUEST_WAIT = `${STORE}_request_wait_time_duration_secs`;
const APPLY_WAIT = `${STORE}_apply_wait_time_duration_secs`;
const APPEND_LOG = `${STORE}_append_log_duration_seconds`;
const APPLY_LOG = `${STORE}_apply_log_duration_seconds`;
const PROCESS = `${STORE}_raft_process_duration_secs`;
const SNAPSHOT = `${STORE}_snapshot_duration_seconds`;
const EVENTS = `${STORE}_event_duration`;
const COPROCESSOR_WAIT = 'tikv_coprocessor_request_wait_seconds';
const FILES = 'tikv_engine_num_files_at_level';

/** What dashboards ask of TiKV again and again, under the names that tidb-operator's rules use. */
export const TIKV_RECORDINGS: readonly RecordingRule[] = [
  percentile(GRPC, 99, `${GRPC}_bucket{type!="kv_gc"}`, 'type'),
  meanOf(`${GRPC}:avg:1m`, GRPC),
  rateOf(`${GRPC}:1m`, `${GRPC}_count{type!="kv_gc"}`, 'instance', 'type'),
  percentile(`${EVENTS}_bucket`, 99, `${EVENTS}_bucket`, 'type'),
  percentile(APPEND_LOG, 99, `${APPEND_LOG}_bucket`, 'instance'),
  percentile(APPEND_LOG, 95, `${APPEND_LOG}_bucket`),
  percentile(APPLY_LOG, 99, `${APPLY_LOG}_bucket`, 'instance'),
  percentile(PROCESS, 99, `${PROCESS}_bucket{type="ready"}`, 'instance'),
  percentile(`${REQUEST_WAIT}:byins`, 99, `${REQUEST_WAIT}_bucket`, 'instance'),
  percentile(REQUEST_WAIT, 99, `${REQUEST_WAIT}_bucket`),
  percentile(REQUEST_WAIT, 95, `${REQUEST_WAIT}_bucket`),
  percentile(`${APPLY_WAIT}:byins`, 99, `${APPLY_WAIT}_bucket`, 'instance'),
  percentile(APPLY_WAIT, 99, `${APPLY_WAIT}_bucket`),
  percentile(APPLY_WAIT, 95, `${APPLY_WAIT}_bucket`),
  percentile(SNAPSHOT, 99, `${SNAPSHOT}_bucket{type="apply"}`),
  percentile(COPROCESSOR_WAIT, 95, `${COPROCESSOR_WAIT}_bucket{type=~"all|"}`, 'instance', 'req'),
  rateOf(
    'tikv_coprocessor_request_duration_seconds:1m',
    'tikv_coprocessor_request_duration_seconds_bucket',
    'le',
  ),
  rateOf('tikv_thread_cpu_seconds:1m', 'tikv_thread_cpu_seconds_total', 'instance'),
  rateOf(
    'tikv_thread_cpu_seconds_nogrpc:1m',
    'tikv_thread_cpu_seconds_total{name!~"grpc.*"}',
    'instance',
  ),
  rateOf('tikv_worker_handled_task:1m', 'tikv_worker_handled_task_total', 'name'),
  rateOf(
    'tikv_storage_engine_async_request:1m',
    'tikv_storage_engine_async_request_total{status!~"all|success"}',
    'status',
  ),
  meanOf('tikv_pd_request_duration_seconds:avg:1m', 'tikv_pd_request_duration_seconds'),
  recorded(`${FILES}:kv:avg`, aggregate('avg', `${FILES}{db="kv"}`, 'cf', 'level')),
  recorded(`${FILES}:raft:avg`, aggregate('avg', `${FILES}{db="raft"}`, 'cf', 'level')),
  recorded(
    'tikv_worker_pending_task:sum',
    aggregate('sum', 'tikv_worker_pending_task_total', 'name'),
  ),
  recorded(
    'tikv_futurepool_pending_task:1m',
    aggregate('sum', 'avg_over_time(tikv_futurepool_pending_task_total[1m])', 'name'),
  ),
];
