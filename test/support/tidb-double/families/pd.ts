import { constant, counter, type Family, gauge, histogram } from '../exposition.ts';
import { GO_FAMILIES } from './process.ts';

const STORES = ['1', '4', '5'];
const storeLabels = (cluster: string) =>
  STORES.map((store, index) => ({
    store,
    address: `${cluster}-tikv-${index}.${cluster}-tikv-peer:20160`,
  }));

/** A PD server, with the scheduling and the timestamps it does itself. */
export function pdFamilies(cluster: string): readonly Family[] {
  const stores = storeLabels(cluster);
  return [
    ...GO_FAMILIES,
    ...clusterFamilies(),
    ...schedulingFamilies(stores),
    ...timestampFamilies(),
    ...etcdFamilies(),
  ];
}

/** A microservice of PD, which knows no more than what it does. */
export function tsoFamilies(): readonly Family[] {
  return [...GO_FAMILIES, ...timestampFamilies(), ...serviceFamilies('tso')];
}

export function schedulingFamilies(
  stores: readonly { readonly store: string; readonly address: string }[],
): readonly Family[] {
  const heartbeats = ['report', 'bind', 'sync'].flatMap((type) =>
    stores.map((labels) => ({ ...labels, type, status: 'ok' })),
  );
  return [
    counter('pd_scheduler_region_heartbeat', heartbeats),
    histogram('pd_scheduler_region_heartbeat_latency_seconds', stores),
    counter('pd_scheduler_balance_direction', {
      type: ['balance-leader-scheduler', 'balance-region-scheduler'],
      direction: ['in', 'out'],
      store: STORES,
    }),
    gauge('pd_scheduler_status', {
      kind: [
        'balance-leader-scheduler',
        'balance-region-scheduler',
        'balance-hot-region-scheduler',
      ],
      type: ['allow', 'disabled', 'paused'],
    }),
    counter('pd_scheduler_event_count', {
      type: ['balance-leader-scheduler', 'balance-region-scheduler'],
      name: ['schedule', 'skip'],
    }),
    gauge(
      'pd_scheduler_store_status',
      [
        'leader_count',
        'region_count',
        'leader_score',
        'region_score',
        'store_available',
        'store_capacity',
        'store_used',
      ].flatMap((type) => stores.map((labels) => ({ ...labels, type }))),
      900,
    ),
    counter('pd_schedule_operators_count', {
      type: ['balance-leader', 'balance-region', 'replace-down-peer'],
      event: ['create', 'finish', 'timeout', 'cancel'],
    }),
    histogram('pd_schedule_finish_operators_duration_seconds', {
      type: ['balance-leader', 'balance-region'],
    }),
    histogram('pd_schedule_finish_operator_steps_duration_seconds', { type: ['AddPeer'] }),
    gauge(
      'pd_hotspot_status',
      stores.flatMap((labels) =>
        [
          'hot_write_region_as_leader',
          'hot_read_region_as_leader',
          'total_written_bytes_as_leader',
        ].map((type) => ({ ...labels, type })),
      ),
    ),
    gauge('pd_checker_region_list', { type: ['waiting-list', 'priority-list'] }),
  ];
}

function clusterFamilies(): readonly Family[] {
  const states = [
    'up',
    'disconnected',
    'unhealth',
    'low_space',
    'down',
    'offline',
    'tombstone',
    'slow',
    'preparing',
    'serving',
    'removing',
    'removed',
  ];
  const types = [
    ...states.map((state) => `store_${state}_count`),
    'storage_capacity',
    'storage_size',
    'leader_count',
    'region_count',
    'learner_count',
    'witness_count',
  ];
  return [
    gauge('pd_cluster_status', { type: types }, 1e6),
    gauge('pd_cluster_metadata', { type: ['cluster7300000000000000001'] }),
    gauge('pd_cluster_id', { type: ['idalloc'] }, 5000),
    gauge('pd_regions_status', {
      type: [
        'miss-peer-region-count',
        'extra-peer-region-count',
        'empty-region-count',
        'pending-peer-region-count',
        'down-peer-region-count',
        'offline-peer-region-count',
        'learner-peer-region-count',
        'oversized-region-count',
        'undersized-region-count',
      ],
    }),
    gauge('pd_regions_offline_status', { type: ['offline-peer-region-count'] }),
    gauge('pd_regions_label_level', { type: ['none', 'zone'] }),
    gauge('pd_config_status', {
      type: [
        'leader-schedule-limit',
        'region-schedule-limit',
        'replica-schedule-limit',
        'max-snapshot-count',
        'location-replacement-enabled',
        'max-replicas',
      ],
    }),
    gauge('pd_config_store_limit', { store: STORES, type: ['add-peer', 'remove-peer'] }),
    gauge('pd_cluster_placement_status', { name: ['default'], store: STORES, type: ['zone'] }),
    constant('service_member_role', { service: ['PD'] }, 1),
    gauge('pd_server_etcd_state', { type: ['appliedIndex', 'committedIndex', 'term'] }),
    constant('pd_server_info', { version: ['v8.5.3'], hash: ['0000000'] }, 1),
    counter('pd_txn_handle_txns_duration_seconds_count', { result: ['success', 'failed'] }),
    histogram('pd_txn_handle_txns_duration_seconds', { result: ['success'] }),
    histogram('pd_server_handle_tso_duration_seconds'),
    gauge('pd_service_maxprocs', { service: ['PD'] }, 8),
    gauge('pd_service_memory_quota_bytes', { service: ['PD'] }, 8e9),
    ...resourceControlFamilies(),
  ];
}

function serviceFamilies(service: string): readonly Family[] {
  return [
    gauge('pd_service_maxprocs', { service: [service] }, 8),
    gauge('pd_service_memory_quota_bytes', { service: [service] }, 8e9),
    constant('service_member_role', { service: [service] }, 1),
  ];
}

function timestampFamilies(): readonly Family[] {
  return [
    gauge('pd_cluster_tso', { type: ['tso'], dc: ['global'] }, Date.now() / 1000),
    counter('pd_tso_events', { type: ['save', 'tso_wait_lock', 'slow_save'], dc: ['global'] }),
    constant('pd_tso_role', { type: ['tso'], dc: ['global'] }, 1),
    histogram('pd_tso_server_tso_response_duration_seconds'),
    ...grpcFamilies(['Tso', 'GetRegion', 'GetStore', 'StoreHeartbeat', 'RegionHeartbeat']),
  ];
}

function grpcFamilies(methods: readonly string[]): readonly Family[] {
  const series = methods.map((method) => ({
    grpc_method: method,
    grpc_service: 'pdpb.PD',
    grpc_type: method === 'Tso' ? 'bidi_stream' : 'unary',
  }));
  return [
    histogram('grpc_server_handling_seconds', series),
    counter(
      'grpc_server_handled_total',
      series.map((labels) => ({ ...labels, grpc_code: 'OK' })),
    ),
  ];
}

function etcdFamilies(): readonly Family[] {
  return [
    histogram('etcd_disk_wal_fsync_duration_seconds'),
    histogram('etcd_disk_backend_commit_duration_seconds'),
    histogram('etcd_network_peer_round_trip_time_seconds', { To: ['8e9e05c52164694d'] }),
    constant('etcd_server_has_leader', {}, 1),
    counter('etcd_server_leader_changes_seen_total', {}, 0.001),
    counter('etcd_server_proposals_applied_total', {}),
    gauge('etcd_mvcc_db_total_size_in_bytes', {}, 1e8),
  ];
}

/** Resource groups: PD's resource manager hands out tokens. */
function resourceControlFamilies(): readonly Family[] {
  const groups = ['default', 'batch'].map((name) => ({ name, resource_group: name }));
  const typed = groups.map((labels) => ({ ...labels, type: 'tp' }));
  return [
    counter('resource_manager_resource_unit_read_request_unit_sum', typed),
    counter('resource_manager_resource_unit_write_request_unit_sum', typed),
    counter('resource_manager_resource_unit_read_request_unit', typed),
    counter('resource_manager_resource_unit_write_request_unit', typed),
    gauge('resource_manager_resource_unit_available_ru', groups, 1e5),
    gauge('resource_manager_resource_unit_read_request_unit_max_per_sec', groups),
    gauge('resource_manager_resource_unit_write_request_unit_max_per_sec', groups),
    gauge(
      'resource_manager_server_group_config',
      groups.flatMap((labels) =>
        ['priority', 'ru_per_sec', 'ru_capacity'].map((type) => ({ ...labels, type })),
      ),
    ),
    counter('resource_manager_resource_read_byte_sum', typed, 1e5),
    counter('resource_manager_resource_write_byte_sum', typed, 1e5),
    counter('resource_manager_resource_kv_cpu_time_ms_sum', typed),
    counter('resource_manager_resource_sql_cpu_time_ms_sum', typed),
    counter(
      'resource_manager_resource_request_count',
      groups.flatMap((labels) => ['read', 'write'].map((type) => ({ ...labels, type }))),
    ),
  ];
}
