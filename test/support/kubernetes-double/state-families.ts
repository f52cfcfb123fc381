import { constant, counter, type Family, type Labels } from '../tidb-double/exposition.ts';
import type { WatchedPod } from './watched-pod.ts';

const PHASES = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'];

/** What kube-state-metrics (version 2) says of pods, claims and nodes. */
export function stateFamilies(
  pods: readonly WatchedPod[],
  nodes: readonly string[],
): readonly Family[] {
  return [
    ...podFamilies(pods),
    ...containerFamilies(pods),
    ...claimFamilies(pods),
    ...serviceFamilies(pods),
    ...nodeFamilies(nodes),
  ];
}

const identity = ({ namespace, pod, uid }: WatchedPod): Labels => ({ namespace, pod, uid });

function podFamilies(pods: readonly WatchedPod[]): readonly Family[] {
  const info = pods.map((pod) => ({
    ...identity(pod),
    host_ip: `10.0.0.${pod.node.length}`,
    pod_ip: pod.address,
    node: pod.node,
    created_by_kind: 'StatefulSet',
    created_by_name: pod.pod.replace(/-\d+$/, ''),
    priority_class: '',
    host_network: 'false',
  }));
  const phases = (isRunning: boolean) =>
    pods.flatMap((pod) =>
      PHASES.filter((phase) => (phase === 'Running') === isRunning).map((phase) => ({
        ...identity(pod),
        phase,
      })),
    );
  return [
    constant('kube_pod_info', info),
    constant('kube_pod_start_time', pods.map(identity), Date.now() / 1000 - 3600),
    constant('kube_pod_created', pods.map(identity), Date.now() / 1000 - 3600),
    // One family: a phase is 1 where the pod is in it, else 0.
    constant('kube_pod_status_phase', phases(true), 1),
    { ...constant('kube_pod_status_phase', phases(false), 0), continued: true },
    constant(
      'kube_pod_status_ready',
      pods.map((pod) => ({ ...identity(pod), condition: 'true' })),
    ),
  ];
}

function containerFamilies(pods: readonly WatchedPod[]): readonly Family[] {
  const containers = pods.flatMap((pod) =>
    pod.containers.map((container) => ({ pod, labels: { ...identity(pod), container } })),
  );
  const labels = containers.map((one) => one.labels);
  const resources = containers.flatMap((one) => [
    { ...one.labels, node: one.pod.node, resource: 'cpu', unit: 'core' },
    { ...one.labels, node: one.pod.node, resource: 'memory', unit: 'byte' },
  ]);
  const images = containers.map((one) => ({
    ...one.labels,
    image: `docker.io/pingcap/${one.labels.container}:v8.5.3`,
    image_spec: `pingcap/${one.labels.container}:v8.5.3`,
    image_id: 'docker.io/pingcap@sha256:0',
    container_id: `containerd://${one.pod.uid}`,
  }));
  return [
    constant('kube_pod_container_info', images),
    constant('kube_pod_container_status_running', labels),
    constant('kube_pod_container_status_ready', labels),
    counter('kube_pod_container_status_restarts_total', labels, 0.001),
    constant('kube_pod_container_resource_requests', resources, 2),
    constant('kube_pod_container_resource_limits', resources, 4),
  ];
}

function claimFamilies(pods: readonly WatchedPod[]): readonly Family[] {
  const claims = pods.filter(({ claim }) => claim !== undefined);
  const claimOf = ({ namespace, claim = '' }: WatchedPod) => ({
    namespace,
    persistentvolumeclaim: claim,
  });
  return [
    constant(
      'kube_persistentvolumeclaim_info',
      claims.map((pod) => ({
        ...claimOf(pod),
        storageclass: 'fast',
        volumename: `pvc-${pod.uid}`,
        volumemode: 'Filesystem',
      })),
    ),
    constant(
      'kube_persistentvolumeclaim_resource_requests_storage_bytes',
      claims.map(claimOf),
      1e11,
    ),
    constant(
      'kube_persistentvolumeclaim_status_phase',
      claims.map((pod) => ({ ...claimOf(pod), phase: 'Bound' })),
    ),
    {
      ...constant(
        'kube_persistentvolumeclaim_status_phase',
        claims.flatMap((pod) => ['Lost', 'Pending'].map((phase) => ({ ...claimOf(pod), phase }))),
        0,
      ),
      continued: true,
    },
    constant(
      'kube_pod_spec_volumes_persistentvolumeclaims_info',
      claims.map((pod) => ({ ...identity(pod), ...claimOf(pod), volume: 'data' })),
    ),
  ];
}

/** A headless Service for each set of pods, with an endpoint for each pod. */
function serviceFamilies(pods: readonly WatchedPod[]): readonly Family[] {
  const serviceOf = ({ namespace, pod }: WatchedPod) => ({
    namespace,
    service: pod.replace(/-\d+$/, '-peer'),
  });
  const services = new Map(
    pods.map((pod) => [JSON.stringify(serviceOf(pod)), { ...serviceOf(pod), uid: pod.uid }]),
  );
  const list = [...services.values()];
  return [
    constant(
      'kube_service_info',
      list.map((labels) => ({
        ...labels,
        cluster_ip: 'None',
        external_name: '',
        load_balancer_ip: '',
      })),
    ),
    constant(
      'kube_service_spec_type',
      list.map((labels) => ({ ...labels, type: 'ClusterIP' })),
    ),
    constant(
      'kube_endpoint_address',
      pods.map((pod) => ({
        namespace: pod.namespace,
        endpoint: serviceOf(pod).service,
        port_protocol: 'TCP',
        port_number: '1',
        port_name: 'main',
        ip: pod.address,
        ready: 'true',
      })),
    ),
  ];
}

function nodeFamilies(nodes: readonly string[]): readonly Family[] {
  const info = nodes.map((node) => ({
    node,
    kernel_version: '6.1.0',
    os_image: 'Debian GNU/Linux 12 (bookworm)',
    container_runtime_version: 'containerd://2.1.4',
    kubelet_version: 'v1.34.1',
    kubeproxy_version: '',
    provider_id: '',
    pod_cidr: '10.244.0.0/24',
    system_uuid: node,
    internal_ip: '10.0.0.1',
  }));
  const capacity = nodes.flatMap((node) => [
    { node, resource: 'cpu', unit: 'core' },
    { node, resource: 'memory', unit: 'byte' },
  ]);
  return [
    constant('kube_node_info', info),
    constant('kube_node_status_capacity', capacity, 16),
    constant('kube_node_status_allocatable', capacity, 15),
    constant(
      'kube_node_status_condition',
      nodes.map((node) => ({ node, condition: 'Ready', status: 'true' })),
    ),
  ];
}
