import { constant, counter, type Family, gauge } from '../tidb-double/exposition.ts';
import type { WatchedPod } from './watched-pod.ts';

/** What cAdvisor, in the kubelet of a node, says of the containers there. */
export function cadvisorFamilies(pods: readonly WatchedPod[]): readonly Family[] {
  const containers = pods.flatMap(({ namespace, pod, uid, containers }) => [
    // The pod's own group, without a container, holds the sums.
    { namespace, pod, container: '', image: '', id: `/kubepods/${uid}`, name: '' },
    ...containers.map((container) => ({
      namespace,
      pod,
      container,
      image: `docker.io/pingcap/${container}:v8.5.3`,
      id: `/kubepods/${uid}/${container}`,
      name: container,
    })),
  ]);
  const devices = containers.map((labels) => ({ ...labels, device: '/dev/nvme0n1' }));
  const interfaces = pods.map(({ namespace, pod, uid }) => ({
    namespace,
    pod,
    interface: 'eth0',
    image: 'registry.k8s.io/pause:3.10',
    id: `/kubepods/${uid}/sandbox`,
    name: 'sandbox',
  }));
  return [
    counter(
      'container_cpu_usage_seconds_total',
      containers.map((labels) => ({ ...labels, cpu: 'total' })),
      0.5,
    ),
    counter('container_cpu_cfs_periods_total', containers, 10),
    counter('container_cpu_cfs_throttled_periods_total', containers, 1),
    ...['working_set_bytes', 'rss', 'cache', 'usage_bytes'].map((part) =>
      gauge(`container_memory_${part}`, containers, 1e9),
    ),
    ...['reads', 'writes'].map((part) => counter(`container_fs_${part}_bytes_total`, devices, 1e5)),
    ...['reads', 'writes'].map((part) => counter(`container_fs_${part}_total`, devices, 10)),
    ...['receive', 'transmit'].flatMap((part) => [
      counter(`container_network_${part}_bytes_total`, interfaces, 1e5),
      counter(`container_network_${part}_packets_dropped_total`, interfaces, 0.01),
    ]),
  ];
}

/** What the kubelet itself says of the volumes it has mounted. */
export function kubeletFamilies(pods: readonly WatchedPod[]): readonly Family[] {
  const claims = pods.flatMap(({ namespace, claim }) =>
    claim === undefined ? [] : [{ namespace, persistentvolumeclaim: claim }],
  );
  return [
    constant('kubelet_volume_stats_capacity_bytes', claims, 1e11),
    gauge('kubelet_volume_stats_used_bytes', claims, 3e10),
    gauge('kubelet_volume_stats_available_bytes', claims, 6e10),
    constant('kubelet_volume_stats_inodes', claims, 1e7),
    gauge('kubelet_volume_stats_inodes_used', claims, 1e6),
    gauge('kubelet_volume_stats_inodes_free', claims, 9e6),
  ];
}

/** What node-exporter says of a node. */
export function nodeExporterFamilies(node: string): readonly Family[] {
  const disks = { device: ['nvme0n1', 'dm-0'] };
  const mounts = [
    { device: '/dev/nvme0n1p1', fstype: 'ext4', mountpoint: '/' },
    { device: 'tmpfs', fstype: 'tmpfs', mountpoint: '/run' },
  ];
  const interfaces = { device: ['eth0', 'lo', 'veth0'] };
  const modes = { cpu: ['0', '1'], mode: ['idle', 'user', 'system', 'iowait'] };
  return [
    counter('node_cpu_seconds_total', modes, 0.2),
    ...['1', '5', '15'].map((minutes) => gauge(`node_load${minutes}`, {}, 3)),
    ...['MemTotal', 'MemFree', 'MemAvailable', 'Buffers', 'Cached'].map((part) =>
      gauge(`node_memory_${part}_bytes`, {}, 1e10),
    ),
    ...[
      'reads_completed_total',
      'writes_completed_total',
      'read_bytes_total',
      'written_bytes_total',
      'read_time_seconds_total',
      'write_time_seconds_total',
      'io_time_seconds_total',
    ].map((part) => counter(`node_disk_${part}`, disks, 0.5)),
    constant('node_filesystem_size_bytes', mounts, 1e11),
    gauge('node_filesystem_avail_bytes', mounts, 3e10),
    ...[
      'receive_bytes_total',
      'transmit_bytes_total',
      'receive_drop_total',
      'transmit_drop_total',
    ].map((part) => counter(`node_network_${part}`, interfaces, 1e4)),
    constant('node_boot_time_seconds', {}, Date.now() / 1000 - 1e6),
    constant('node_uname_info', {
      sysname: ['Linux'],
      release: ['6.1.0'],
      machine: ['x86_64'],
      nodename: [node],
      domainname: ['(none)'],
    }),
  ];
}
