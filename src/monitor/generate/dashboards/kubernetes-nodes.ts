import { lines, type PanelDefinition, type RowDefinition, table } from './definition.ts';
import type { Query } from './promql.ts';

/**
 * The selected nodes. What a node is called stands in `node_uname_info` alone: `instance`
 * is its name with kube-prometheus, and an address with other ways to install it.
 */
const NODES = 'max by (instance, nodename) (node_uname_info{nodename=~"$node"})';

/** A metric of node-exporter, for the selected nodes. */
function ofNodes(value: string, name: string, by: readonly string[] = []): Query {
  return {
    expr: `sum by (${['nodename', ...by].join(', ')}) (${value} * on (instance) group_left (nodename) ${NODES})`,
    legend: ['{{nodename}}', name, ...by.map((label) => `{{${label}}}`)].filter(Boolean).join(' '),
  };
}

const rate = (metric: string, where = '') =>
  `rate(${metric}${where === '' ? '' : `{${where}}`}[$__rate_interval])`;

const perDevice = (metric: string, name: string, where = DISKS) =>
  ofNodes(rate(metric, where), name, ['device']);

/** Not what is made of other devices, nor what is no disk. */
const DISKS = 'device!~"dm-.*|loop.*|ram.*|sr.*"';
const INTERFACES = 'device!~"lo|veth.*|cali.*|lxc.*|cni.*|docker.*"';
const FILE_SYSTEMS = 'device!~"rootfs|tmpfs",fstype!~"tmpfs|ramfs|overlay|squashfs"';

/** Time or bytes for each operation. */
function perOperation(metric: string, operations: string, name: string): Query {
  const { legend } = perDevice(metric, name);
  return { expr: `${perDevice(metric, name).expr} / ${perDevice(operations, name).expr}`, legend };
}

const panel = (rest: Omit<PanelDefinition, 'kind' | 'kubernetes'>) =>
  lines({ width: 8, ...rest, kubernetes: true });

const USED =
  '(node_memory_MemTotal_bytes - node_memory_MemFree_bytes - node_memory_Buffers_bytes - node_memory_Cached_bytes)';

const nodes: RowDefinition = {
  title: 'Nodes',
  panels: [
    table({
      title: 'Node info',
      description: 'The nodes that the pods run on.',
      unit: 'none',
      kubernetes: true,
      height: 6,
      queries: [
        {
          expr: 'max by (node, internal_ip, os_image, kernel_version, kubelet_version, container_runtime_version) (kube_node_info{node=~"$node"})',
          legend: '{{node}}',
        },
      ],
      columns: {
        node: 'Node',
        internal_ip: 'Address',
        os_image: 'System',
        kernel_version: 'Kernel',
        kubelet_version: 'Kubelet',
        container_runtime_version: 'Container runtime',
      },
    }),
    panel({
      title: 'System load',
      description: 'Processes that run or wait, over 1, 5 and 15 minutes. Compare with the cores.',
      unit: 'none',
      queries: ['1', '5', '15'].map((minutes) => ofNodes(`node_load${minutes}`, `${minutes} min`)),
    }),
    panel({
      title: 'CPU utilization',
      description: 'The part of all cores that is busy.',
      unit: 'percentunit',
      queries: [
        ofNodes(`(1 - avg by (instance) (${rate('node_cpu_seconds_total', 'mode="idle"')}))`, ''),
      ],
      min: 0,
      max: 1,
      warning: 0.8,
      critical: 0.95,
    }),
    panel({
      title: 'Usage per core',
      description: 'The part of each core that is busy.',
      unit: 'percentunit',
      queries: [ofNodes(rate('node_cpu_seconds_total', 'mode!="idle"'), 'core', ['cpu'])],
      min: 0,
      max: 1,
    }),
    panel({
      title: 'Memory usage',
      description: 'Memory of the nodes by what it is used for.',
      unit: 'bytes',
      queries: [
        ofNodes(USED, 'used'),
        ofNodes('node_memory_Buffers_bytes', 'buffers'),
        ofNodes('node_memory_Cached_bytes', 'cached'),
        ofNodes('node_memory_MemFree_bytes', 'free'),
      ],
      min: 0,
    }),
    panel({
      title: 'Memory utilization',
      description: 'The part of the memory that is in use and cannot be given up.',
      unit: 'percentunit',
      queries: [ofNodes(`(${USED} / node_memory_MemTotal_bytes)`, '')],
      min: 0,
      max: 1,
      warning: 0.8,
      critical: 0.95,
    }),
    panel({
      title: 'Network received',
      description: 'Bytes a second that come in, by interface.',
      unit: 'Bps',
      queries: [perDevice('node_network_receive_bytes_total', '', INTERFACES)],
    }),
    panel({
      title: 'Network transmitted',
      description: 'Bytes a second that go out, by interface.',
      unit: 'Bps',
      queries: [perDevice('node_network_transmit_bytes_total', '', INTERFACES)],
    }),
  ],
};

const disks: RowDefinition = {
  title: 'Disks of the nodes',
  panels: [
    panel({
      title: 'Disk I/O utilization',
      description: 'The part of the time that a disk is busy. At 1 it is the limit.',
      unit: 'percentunit',
      queries: [perDevice('node_disk_io_time_seconds_total', '')],
      min: 0,
      max: 1,
      warning: 0.8,
      critical: 0.95,
    }),
    panel({
      title: 'Disk iops',
      description: 'Operations a second.',
      unit: 'iops',
      queries: [
        perDevice('node_disk_reads_completed_total', 'read'),
        perDevice('node_disk_writes_completed_total', 'write'),
      ],
    }),
    panel({
      title: 'Disk bandwidth',
      description: 'Bytes a second.',
      unit: 'Bps',
      queries: [
        perDevice('node_disk_read_bytes_total', 'read'),
        perDevice('node_disk_written_bytes_total', 'write'),
      ],
    }),
    panel({
      title: 'Disk wait latency',
      description: 'How long an operation takes. TiKV wants writes well below 10 ms.',
      unit: 's',
      queries: [
        perOperation(
          'node_disk_read_time_seconds_total',
          'node_disk_reads_completed_total',
          'read',
        ),
        perOperation(
          'node_disk_write_time_seconds_total',
          'node_disk_writes_completed_total',
          'write',
        ),
      ],
      warning: 0.01,
    }),
    panel({
      title: 'Disk IO average size',
      description: 'Bytes for each operation.',
      unit: 'bytes',
      queries: [
        perOperation('node_disk_read_bytes_total', 'node_disk_reads_completed_total', 'read'),
        perOperation('node_disk_written_bytes_total', 'node_disk_writes_completed_total', 'write'),
      ],
    }),
    panel({
      title: 'Disk space usage',
      description: 'The part of each file system that is full.',
      unit: 'percentunit',
      queries: [
        ofNodes(
          `(1 - max by (instance, device) (node_filesystem_avail_bytes{${FILE_SYSTEMS}}) / max by (instance, device) (node_filesystem_size_bytes{${FILE_SYSTEMS}}))`,
          '',
          ['device'],
        ),
      ],
      min: 0,
      max: 1,
      warning: 0.7,
      critical: 0.85,
    }),
  ],
};

export const nodeRows: readonly RowDefinition[] = [nodes, disks];
