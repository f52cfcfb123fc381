import { type AlertCase, changing, growing, histogram, type Sample, steady } from './alert-case.ts';

/** Whoever leads counts: a good cluster may have a member that shows what was. */
const BAD_LEADER: Sample = ['etcd_server_is_leader{component="pd"}', steady(1), steady(0)];
const LEADER: Sample = ['etcd_server_is_leader{component="pd"}', steady(1), steady(1)];
const component = { component: 'pd' };

export const PD_CASES: readonly AlertCase[] = [
  {
    alert: 'PD_server_is_down',
    series: [['up{component="pd"}', steady(0), steady(1)]],
    labels: component,
    value: '',
  },
  {
    alert: 'PD_no_leader',
    series: [['etcd_server_has_leader{component="pd"}', steady(0), steady(1)]],
    value: '',
  },
  {
    alert: 'PD_leader_change',
    series: [
      ['pd_tso_events{type="save", group="0"}', growing(1), growing(1)],
      ['pd_tso_events{type="save", group="1"}', growing(1), growing(1)],
      ['pd_tso_events{type="save", instance="pd-1"}', growing(1), steady(7)],
    ],
    value: '2',
  },
  {
    alert: 'PD_system_time_slow',
    series: [['pd_tso_events{type="system_time_slow"}', growing(1), steady(3)]],
    labels: { type: 'system_time_slow' },
    value: '39',
  },
  {
    alert: 'PD_node_restart',
    series: [
      ['process_start_time_seconds{component="pd"}', changing(100, 71, 4260), steady(100)],
      ['process_start_time_seconds{component="dm-master"}', steady(100), changing(100, 71, 4260)],
    ],
    labels: component,
    value: '1',
  },
  {
    alert: 'PD_cpu_quota',
    series: [
      ['process_cpu_seconds_total{component="pd"}', growing(27), growing(20)],
      ['pd_service_maxprocs{component="pd"}', steady(2), steady(2)],
    ],
    labels: component,
    value: '90%',
  },
  {
    alert: 'PD_memory_quota',
    series: [
      ['process_resident_memory_bytes{component="pd"}', steady(85), steady(70)],
      ['pd_service_memory_quota_bytes{component="pd"}', steady(100), steady(100)],
    ],
    labels: component,
    value: '85%',
  },
  {
    alert: 'PD_etcd_write_disk_latency',
    series: [
      ...histogram('etcd_disk_wal_fsync_duration_seconds_bucket{component="pd"}', 1),
      // A DM cluster of the same name has an etcd of its own.
      [
        'etcd_disk_wal_fsync_duration_seconds_bucket{component="dm-master", le="4"}',
        growing(0),
        growing(900),
      ],
      [
        'etcd_disk_wal_fsync_duration_seconds_bucket{component="dm-master", le="+Inf"}',
        growing(0),
        growing(900),
      ],
    ],
    value: '3.97s',
  },
  {
    alert: 'PD_etcd_network_peer_latency',
    series: histogram(
      'etcd_network_peer_round_trip_time_seconds_bucket{component="pd", To="7"}',
      1,
    ),
    labels: { To: '7' },
    value: '3.97s',
  },
  {
    alert: 'PD_tidb_handle_requests_duration',
    series: histogram('pd_client_request_handle_requests_duration_seconds_bucket{type="tso"}', 0.1),
    value: '397ms',
  },
  {
    alert: 'PD_cluster_down_store_nums',
    series: [
      ['pd_cluster_status{type="store_down_count", engine="tikv"}', steady(2), steady(1)],
      ['pd_cluster_status{type="store_down_count", engine="tiflash"}', steady(1), steady(1)],
      BAD_LEADER,
    ],
    value: '3',
  },
  {
    alert: 'PD_cluster_lost_connect_store_nums',
    series: [
      ['pd_cluster_status{type="store_disconnected_count"}', steady(1), steady(1)],
      BAD_LEADER,
    ],
    value: '1',
  },
  {
    alert: 'PD_cluster_unhealthy_store_nums',
    series: [['pd_cluster_status{type="store_unhealth_count"}', steady(1), steady(0)], LEADER],
    value: '1',
  },
  {
    alert: 'PD_cluster_low_space',
    series: [['pd_cluster_status{type="store_low_space_count"}', steady(1), steady(0)], LEADER],
    value: '1',
  },
  {
    alert: 'PD_cluster_slow_tikv_nums',
    series: [['pd_cluster_status{type="store_slow_count"}', steady(1), steady(0)], LEADER],
    value: '1',
  },
  {
    alert: 'PD_cluster_store_space_used_more_than_80%',
    series: [
      ['pd_cluster_status{type="storage_size"}', steady(85), steady(79)],
      ['pd_cluster_status{type="storage_capacity"}', steady(100), steady(100)],
      LEADER,
    ],
    value: '85',
  },
  {
    alert: 'PD_miss_peer_region_count',
    series: [['pd_regions_status{type="miss-peer-region-count"}', steady(101), steady(60)], LEADER],
    value: '101',
  },
  {
    alert: 'PD_down_peer_region_nums',
    series: [['pd_regions_status{type="down-peer-region-count"}', steady(3), steady(0)], LEADER],
    value: '3',
  },
  {
    alert: 'PD_pending_peer_region_count',
    series: [
      ['pd_regions_status{type="pending_peer_region_count"}', steady(150), steady(60)],
      LEADER,
    ],
    value: '150',
  },
  {
    alert: 'PD_no_store_for_making_replica',
    series: [
      [
        'pd_checker_event_count{type="replica-checker", name="no-target-store"}',
        growing(1),
        steady(5),
      ],
    ],
    labels: { type: 'replica-checker', name: 'no-target-store' },
    value: '4',
  },
];
