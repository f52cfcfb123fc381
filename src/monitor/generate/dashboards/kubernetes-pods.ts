import { lines, type RowDefinition, table } from './definition.ts';
import { combined } from './promql.ts';
import { ofPods as q } from './scopes.ts';

/** Containers by themselves: not the pod as a whole, nor its sandbox. */
const CONTAINERS = 'container!="",container!="POD"';
/** The kubelet has some figures twice; one of the two names the image. */
const WITH_IMAGE = `${CONTAINERS},image!=""`;
const BY_CONTAINER = ['container'];

/** What a container asks for or may use, as kube-state-metrics 2 and newer tells. */
const claimed = (what: 'requests' | 'limits', resource: 'cpu' | 'memory', name: string) =>
  q.sum(`kube_pod_container_resource_${what}`, {
    by: BY_CONTAINER,
    where: `${CONTAINERS},resource="${resource}"`,
    name,
  });

const state: RowDefinition = {
  title: 'Pods',
  panels: [
    table({
      title: 'Pod container status',
      description: 'The containers: whether they run (1 is yes), and how often they restarted.',
      unit: 'none',
      kubernetes: true,
      width: 12,
      queries: [
        {
          expr: `max ${q.keep(['container', 'image'])} (${q.select('kube_pod_container_info')}) * on (namespace, pod, container) group_left () max ${q.keep(BY_CONTAINER)} (${q.select('kube_pod_container_status_running')})`,
          legend: q.legend('', BY_CONTAINER),
        },
        q.sum('kube_pod_container_status_restarts_total', { by: BY_CONTAINER }),
      ],
      columns: { namespace: 'Namespace', pod: 'Pod', container: 'Container', image: 'Image' },
      values: [
        { heading: 'Running', unit: 'none' },
        { heading: 'Restarts', unit: 'none' },
      ],
    }),
    table({
      title: 'Pod mapping',
      description: 'Where the pods run, their phase, and since when they have been there.',
      unit: 'none',
      kubernetes: true,
      width: 12,
      queries: [
        {
          expr: `max ${q.keep()} (${q.select('kube_pod_start_time')}) * 1000 * on (namespace, pod) group_right () max ${q.keep(['node', 'host_ip', 'pod_ip'])} (${q.select('kube_pod_info')}) * on (namespace, pod) group_left (phase) (max ${q.keep(['phase'])} (${q.select('kube_pod_status_phase')}) == 1)`,
          legend: q.legend(),
        },
      ],
      columns: {
        namespace: 'Namespace',
        pod: 'Pod',
        node: 'Node',
        host_ip: 'Address of the node',
        pod_ip: 'Address',
        phase: 'Phase',
      },
      values: [{ heading: 'Started', unit: 'dateTimeAsIso' }],
    }),
    lines({
      title: 'Memory usage',
      description: 'Memory of the containers. A working set at the limit is about to be killed.',
      unit: 'bytes',
      kubernetes: true,
      queries: [
        memory('container_memory_working_set_bytes', 'working set'),
        memory('container_memory_rss', 'RSS'),
        memory('container_memory_cache', 'cache'),
        claimed('limits', 'memory', 'limit'),
        claimed('requests', 'memory', 'request'),
      ],
    }),
    lines({
      title: 'CPU usage',
      description: 'Cores in use by the containers, asked for, and allowed.',
      unit: 'none',
      kubernetes: true,
      queries: [
        q.perSecond('container_cpu_usage_seconds_total', {
          by: BY_CONTAINER,
          where: WITH_IMAGE,
          name: 'current',
        }),
        claimed('requests', 'cpu', 'request'),
        claimed('limits', 'cpu', 'limit'),
      ],
    }),
    lines({
      title: 'Network I/O',
      description: 'Bytes a second that the pods receive and send.',
      unit: 'Bps',
      width: 8,
      kubernetes: true,
      queries: [
        q.perSecond('container_network_receive_bytes_total', { name: 'received' }),
        q.perSecond('container_network_transmit_bytes_total', { name: 'sent' }),
      ],
    }),
    lines({
      title: 'Pod disk IO',
      description: 'Bytes a second that the containers read and write.',
      unit: 'Bps',
      width: 8,
      kubernetes: true,
      queries: [disk('reads', 'read'), disk('writes', 'written')],
    }),
    lines({
      title: 'CPU throttling',
      description: 'The part of the time that containers were held back by their CPU limit.',
      unit: 'percentunit',
      width: 8,
      kubernetes: true,
      queries: [
        combined(
          throttling('container_cpu_cfs_throttled_periods_total'),
          '/',
          throttling('container_cpu_cfs_periods_total'),
        ),
      ],
      min: 0,
      max: 1,
      warning: 0.25,
    }),
  ],
};

function memory(metric: string, name: string) {
  return q.sum(metric, { by: BY_CONTAINER, where: WITH_IMAGE, name });
}

function disk(what: 'reads' | 'writes', name: string) {
  return q.perSecond(`container_fs_${what}_bytes_total`, {
    by: ['container', 'device'],
    where: CONTAINERS,
    name,
  });
}

function throttling(metric: string) {
  return q.perSecond(metric, { by: BY_CONTAINER, where: CONTAINERS });
}

/** Services by the addresses behind them: those whose endpoints are the selected pods. */
const services: RowDefinition = {
  title: 'Services',
  closed: true,
  panels: [
    table({
      title: 'Service info',
      description: 'The Services in front of the pods, and how many addresses are ready.',
      unit: 'none',
      kubernetes: true,
      queries: [
        {
          expr: `label_replace(count by (namespace, endpoint) (max by (namespace, endpoint, ip) (kube_endpoint_address{namespace=~"$pod_namespace",ready="true"}) * on (namespace, ip) group_left () max by (namespace, ip) (label_replace(${q.select('kube_pod_info')}, "ip", "$1", "pod_ip", "(.+)"))), "service", "$1", "endpoint", "(.+)") * on (namespace, service) group_left (type) max by (namespace, service, type) (kube_service_spec_type{namespace=~"$pod_namespace"}) * on (namespace, service) group_left (cluster_ip) max by (namespace, service, cluster_ip) (kube_service_info{namespace=~"$pod_namespace"})`,
          legend: '{{namespace}}/{{service}}',
        },
      ],
      columns: {
        namespace: 'Namespace',
        service: 'Service',
        type: 'Type',
        cluster_ip: 'Cluster IP',
      },
      values: [{ heading: 'Addresses ready', unit: 'none' }],
    }),
  ],
};

export const podRows: readonly RowDefinition[] = [state, services];
