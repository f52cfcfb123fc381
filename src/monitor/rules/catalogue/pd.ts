import { aggregate, quantile } from '../promql.ts';
import type { Alert, RuleSet } from '../rule.ts';
import { hasRestarted, isDown, nearsCpuLimit, nearsMemoryLimit } from './servers.ts';

/** Only the leader counts stores and Regions; what other members show is old. */
const IS_LEADER = `${aggregate('sum', 'etcd_server_is_leader{component="pd"}', 'instance')} > 0`;

const STORED = aggregate('sum', 'pd_cluster_status{type="storage_size"}', 'instance');
const CAPACITY = aggregate('sum', 'pd_cluster_status{type="storage_capacity"}', 'instance');

type Text = Pick<Alert, 'summary' | 'says' | 'advice'>;

/** Stores in a state that none should be in. */
function stores(name: string, severity: Alert['severity'], type: string, text: Text): Alert {
  return {
    name,
    severity,
    for: '1m',
    value: aggregate('sum', `pd_cluster_status{type="${type}"}`, 'instance'),
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    provided: IS_LEADER,
    scope: 'instance',
    ...text,
  };
}

/** Regions in a state that few should be in. Versions of PD write it with underscores or with dashes. */
function regions(
  name: string,
  severity: Alert['severity'],
  state: string,
  threshold: number,
  text: Text,
): Alert {
  const type = `${state}_peer_region_count`.replaceAll('_', '[-_]');
  return {
    name,
    severity,
    for: '1m',
    value: aggregate('sum', `pd_regions_status{type=~"${type}"}`, 'instance'),
    threshold: { operator: '>', value: threshold },
    unit: 'number',
    provided: IS_LEADER,
    scope: 'instance',
    ...text,
  };
}

const STORES: readonly Alert[] = [
  stores('PD_cluster_down_store_nums', 'emergency', 'store_down_count', {
    summary: 'Stores are down',
    says: '{value} stores have sent no heartbeat for so long that PD takes them for down',
    advice: 'Bring the stores back, or take them out of the cluster.',
  }),
  stores('PD_cluster_lost_connect_store_nums', 'warning', 'store_disconnected_count', {
    summary: 'Stores are disconnected',
    says: '{value} stores have sent no heartbeat for 20 seconds',
    advice: 'See whether they restart, are overloaded, or cannot reach PD.',
  }),
  stores('PD_cluster_unhealthy_store_nums', 'warning', 'store_unhealth_count', {
    summary: 'Stores are unhealthy',
    says: '{value} stores are unhealthy and will be taken for down if that lasts',
    advice: 'See whether they restart, are overloaded, or cannot reach PD.',
  }),
  stores('PD_cluster_low_space', 'warning', 'store_low_space_count', {
    summary: 'Stores run out of space',
    says: '{value} stores have little space left',
    advice: 'Add space or stores, or delete data, before writes stop.',
  }),
  stores('PD_cluster_slow_tikv_nums', 'critical', 'store_slow_count', {
    summary: 'A store is slow',
    says: '{value} stores answer so slowly that PD moves leaders away from them',
    advice: 'Look at the disk of the store first.',
  }),
  {
    name: 'PD_cluster_store_space_used_more_than_80%',
    severity: 'warning',
    for: '1m',
    value: `100 * ${STORED} / ${CAPACITY}`,
    threshold: { operator: '>', value: 80 },
    unit: 'percent',
    provided: IS_LEADER,
    scope: 'instance',
    summary: 'The cluster’s space is nearly used up',
    says: '{value} of the space of all stores is used, which is more than {threshold}',
    advice: 'Plan for more space, and look for large files that are no data.',
  },
];

const REGIONS: readonly Alert[] = [
  regions('PD_miss_peer_region_count', 'critical', 'miss', 100, {
    summary: 'Regions lack replicas',
    says: '{value} Regions have too few replicas; up to {threshold} are expected',
    advice: 'Look for stores that are down or leaving, and watch the number go down.',
  }),
  regions('PD_down_peer_region_nums', 'warning', 'down', 0, {
    summary: 'Regions have replicas that do not answer',
    says: '{value} Regions have a replica that does not answer its leader',
    advice: 'Look for stores that are down, restarting or busy, and at the network between them.',
  }),
  regions('PD_pending_peer_region_count', 'warning', 'pending', 100, {
    summary: 'Regions have replicas that lag behind',
    says: '{value} Regions have a replica with an old log; up to {threshold} are expected',
    advice: 'Look at the network between stores, and at the disks of those that lag.',
  }),
  {
    name: 'PD_no_store_for_making_replica',
    severity: 'warning',
    for: '1m',
    value:
      'increase(pd_checker_event_count{type=~"replica[-_]checker", name=~"no[-_]target[-_]store"}[1m])',
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    summary: 'There is no store for a replica',
    says: 'PD found no store for a missing replica {value} times in a minute',
    advice: 'See whether stores have space left, and whether their labels allow a placement.',
  },
];

const MEMBERS: readonly Alert[] = [
  isDown('PD_server_is_down', 'PD', 'pd|tso|scheduling'),
  {
    name: 'PD_no_leader',
    severity: 'emergency',
    for: '1m',
    value: `${aggregate('max', 'etcd_server_has_leader{component="pd"}')} == 0`,
    unit: 'number',
    scope: 'cluster',
    summary: 'PD has no leader',
    says: 'no member of PD knows a leader, so that nothing gets a timestamp',
    advice: 'See whether a majority of its members runs and reaches each other.',
  },
  {
    name: 'PD_leader_change',
    severity: 'warning',
    for: '1m',
    value: aggregate(
      'count',
      `${aggregate('sum', 'changes(pd_tso_events{type="save"}[10m])', 'instance')} > 0`,
    ),
    threshold: { operator: '>=', value: 2 },
    unit: 'number',
    scope: 'cluster',
    summary: 'The leader of PD has changed',
    says: '{value} members of PD gave out timestamps in 10 minutes',
    advice: 'If nobody moved it, look at the load, the disks and the network of PD.',
  },
  {
    name: 'PD_system_time_slow',
    severity: 'warning',
    for: '1m',
    value: 'changes(pd_tso_events{type="system_time_slow"}[10m])',
    threshold: { operator: '>=', value: 1 },
    unit: 'number',
    scope: 'instance',
    summary: 'The clock of PD went back',
    says: 'its clock was behind its last timestamp {value} times in 10 minutes',
    advice: 'See how the clock of its node is set.',
  },
  hasRestarted('PD_node_restart', 'PD', 'pd'),
  nearsCpuLimit('PD_cpu_quota', 'PD', 'pd', 'pd_service_maxprocs'),
  nearsMemoryLimit('PD_memory_quota', 'PD', 'pd', 'pd_service_memory_quota_bytes'),
];

const LATENCIES: readonly Alert[] = [
  {
    name: 'PD_etcd_write_disk_latency',
    severity: 'critical',
    for: '1m',
    value: quantile(
      0.99,
      'etcd_disk_wal_fsync_duration_seconds_bucket{component="pd"}',
      'instance',
    ),
    threshold: { operator: '>', value: 1 },
    unit: 'seconds',
    scope: 'instance',
    summary: 'The disk of PD is slow',
    says: '1 % of its writes to disk take {value} or longer; up to {threshold} are expected',
    advice: 'See what else uses the disk; move the leader to another member.',
  },
  {
    name: 'PD_etcd_network_peer_latency',
    severity: 'warning',
    for: '1m',
    value: quantile(
      0.99,
      'etcd_network_peer_round_trip_time_seconds_bucket{component="pd"}',
      'instance',
      'To',
    ),
    threshold: { operator: '>', value: 1 },
    unit: 'seconds',
    scope: 'instance',
    summary: 'The network between members of PD is slow',
    says: '1 % of its messages to member {{ $labels.To }} take {value} or longer; up to {threshold} are expected',
    advice: 'Look at the network and the load of both members.',
  },
  {
    name: 'PD_tidb_handle_requests_duration',
    severity: 'warning',
    for: '1m',
    value: quantile(
      0.99,
      'pd_client_request_handle_requests_duration_seconds_bucket{type="tso"}',
      'instance',
    ),
    threshold: { operator: '>', value: 0.1 },
    unit: 'seconds',
    scope: 'instance',
    summary: 'Timestamps come late',
    says: '1 % of its requests for timestamps take {value} or longer; up to {threshold} are expected',
    advice: 'Look at the load of the leader of PD, and at the network to it.',
  },
];

export const PD: RuleSet = {
  title: 'PD',
  runbook: 'https://docs.pingcap.com/tidb/stable/alert-rules',
  alerts: [...MEMBERS, ...LATENCIES, ...STORES, ...REGIONS],
};
