import { constant, counter, type Family, gauge, histogram } from '../exposition.ts';
import { GO_FAMILIES } from './process.ts';

/** The namespace is the changefeed's own, and hides the one of Kubernetes. */
const FEED = { namespace: ['default'], changefeed: ['orders-to-kafka', 'orders-to-mysql'] };

/** A TiCDC server. */
export function ticdcFamilies(): readonly Family[] {
  return [
    ...GO_FAMILIES,
    gauge('ticdc_server_go_max_procs', {}, 8),
    counter('ticdc_etcd_request_count', { type: ['Get', 'Txn', 'Put'] }),
    histogram('ticdc_etcd_request_duration', { type: ['Get'] }),
    ...ownerFamilies(),
    ...processorFamilies(),
  ];
}

function ownerFamilies(): readonly Family[] {
  return [
    counter('ticdc_owner_ownership_counter', {}, 0.1),
    constant('ticdc_owner_status', FEED, 1),
    gauge('ticdc_owner_barrier_ts', FEED, 1.7e12),
    gauge('ticdc_owner_checkpoint_ts', FEED, 1.7e12),
    gauge('ticdc_owner_checkpoint_ts_lag', FEED, 2),
    gauge('ticdc_owner_resolved_ts', FEED, 1.7e12),
    gauge('ticdc_owner_resolved_ts_lag', FEED, 1),
    counter('ticdc_owner_changefeed_error_count', FEED, 0.01),
    gauge('ticdc_gc_min_service_gc_safepoint', {}, 1.7e12),
    gauge('ticdc_gc_cdc_gc_safepoint', {}, 1.7e12),
    gauge('ticdc_scheduler_slow_table_puller_resolved_ts_lag', FEED, 1),
    gauge('ticdc_scheduler_slow_table_checkpoint_ts_lag', FEED, 1),
  ];
}

function processorFamilies(): readonly Family[] {
  return [
    gauge('ticdc_processor_num_of_tables', FEED, 30),
    counter('ticdc_processor_exit_with_error_count', FEED, 0.01),
    gauge('ticdc_processor_checkpoint_ts_lag', FEED, 1),
    gauge('ticdc_processor_resolved_ts_lag', FEED, 1),
    gauge('ticdc_processor_memory_consumption', FEED, 1e8),
    histogram('ticdc_sink_txn_exec_duration', { ...FEED, type: ['mysql'] }),
    histogram('ticdc_sink_batch_row_count', { ...FEED, type: ['mysql'] }, [1, 4, 16, 64]),
    counter('ticdc_sink_execution_error', { ...FEED, type: ['mysql'] }, 0.01),
    counter('ticdc_puller_txn_collect_event_count', { ...FEED, type: ['kv', 'resolved'] }),
    counter('ticdc_kvclient_event_feed_error_count', { type: ['NotLeader'] }, 0.1),
    gauge('ticdc_sorter_in_memory_data_size_gauge', FEED, 1e6),
  ];
}
