import {
  array,
  boolean,
  described,
  int32,
  intOrString,
  object,
  string,
  texts,
} from './builders.ts';
import {
  clusterReference,
  containerFields,
  environment,
  type ingress,
  service,
} from './component.ts';
import { grafana } from './grafana.ts';
import { container, type volumeMount } from './kubernetes/container.ts';
import { networkPeer } from './kubernetes/network-peer.ts';
import { localObjectReference } from './kubernetes/references.ts';
import { pullPolicies } from './kubernetes/resources.ts';
import { affinity, toleration, topologySpreadConstraint } from './kubernetes/scheduling.ts';
import { podSecurityContext } from './kubernetes/security-context.ts';
import { volume } from './kubernetes/volume.ts';
import { prometheus, prometheusReloader } from './prometheus.ts';
import type { remoteWrite } from './remote-write.ts';
import type { Infer } from './schema.ts';
import { thanos } from './thanos.ts';

const initializerFields = {
  ...containerFields(
    'pingcap/tidb-monitor-initializer',
    'the version of the first cluster that has one, or else `v8.5.3`',
  ),
  envs: environment,
};

const initializer = object(initializerFields, {
  description: 'The init container that brings the rules and dashboards of a TiDB version.',
});

const reloader = object(
  { ...containerFields('pingcap/tidb-monitor-reloader', '`v1.0.1`'), service },
  { description: 'The sidecar that makes Prometheus read its rules again when they change.' },
);

const dm = object(
  {
    clusters: array(clusterReference, 'The DMClusters to monitor.'),
    initializer: object(initializerFields, {
      description: 'The init container that brings the rules and dashboards of DM.',
    }),
  },
  {
    required: ['clusters', 'initializer'],
    description: 'Monitoring of DM.',
    fallback: 'no DM is monitored',
  },
);

const clusterFields = {
  clusters: array(clusterReference, 'The TidbClusters to monitor.'),
  dm,
  clusterScoped: boolean(
    'Grants the right to read pods of all namespaces, instead of those of the monitored clusters.',
    { fallback: '`false`' },
  ),
};

const podFields = {
  replicas: int32('Pods for each shard. Each scrapes everything.', {
    minimum: 0,
    fallback: '`1`',
  }),
  shards: int32('StatefulSets that divide the targets among themselves.', { fallback: '`1`' }),
  imagePullPolicy: string('When nodes pull the images.', { values: pullPolicies }),
  imagePullSecrets: array(localObjectReference, 'Secrets with credentials for the registries.'),
  labels: texts('More labels of pods and Services.'),
  annotations: texts('Annotations of StatefulSets, pods and Services.'),
  nodeSelector: texts('Labels that a node must have.'),
  tolerations: array(toleration, 'Taints of nodes that the pods tolerate.'),
  affinity: described(affinity, 'What the pods are drawn to or kept apart from.'),
  topologySpreadConstraints: array(
    topologySpreadConstraint,
    'How the pods are spread over zones or nodes.',
  ),
  priorityClassName: string('The priority class of the pods.'),
  podSecurityContext: described(podSecurityContext, 'The security context of the pods.'),
  additionalContainers: array(
    container,
    'More containers of the pods. One named like a built-in container is merged into it.',
  ),
  additionalVolumes: array(volume, 'More volumes of the pods.'),
  timezone: string('The time zone of the containers.', { fallback: '`UTC`' }),
  preferIPv6: boolean('Makes the Services dual-stack where the cluster can.', {
    fallback: '`false`',
  }),
  podDisruptionBudget: object(
    {
      minAvailable: intOrString('Pods of a shard that must stay available.'),
      maxUnavailable: intOrString('Pods of a shard that may be unavailable.'),
    },
    {
      description: 'A PodDisruptionBudget for each shard.',
      fallback: 'no PodDisruptionBudget',
    },
  ),
  networkPolicy: object(
    {
      from: array(networkPeer, 'Who may reach the ports of the Services.', {
        fallback: 'every pod of the same namespace',
      }),
    },
    {
      description: 'A NetworkPolicy that keeps everybody else out.',
      fallback: 'no NetworkPolicy',
    },
  ),
};

const storageFields = {
  persistent: boolean('Keeps the data in persistent volumes.', { fallback: '`false`' }),
  storage: string('The size of each persistent volume.'),
  storageClassName: string('The storage class of the volumes.', {
    fallback: 'the cluster’s default class',
  }),
  pvReclaimPolicy: string('What happens to the volumes when their claims go.', {
    values: ['Retain', 'Delete', 'Recycle'],
    fallback: '`Retain`',
  }),
};

const prometheusFields = {
  externalLabels: texts('Labels added to what goes to other systems.'),
  replicaExternalLabelName: string(
    'The external label that names the replica; empty for no such label.',
    { fallback: '`prometheus_replica`' },
  ),
  alertmanagerURL: string('The `host:port` of the Alertmanager that alerts go to.'),
  alertManagerRulesVersion: string('The TiDB version whose alert rules are used.', {
    fallback: 'the version of the initializer',
  }),
  enableAlertRules: boolean('Loads the alert rules without an Alertmanager, too.', {
    fallback: '`false`',
  }),
  kubePrometheusURL: string('The Prometheus that has the metrics of Kubernetes.'),
  prometheusOperator: object(
    {
      kind: string('What it is told with. A ServiceMonitor comes with Services for the metrics.', {
        values: ['PodMonitor', 'ServiceMonitor'],
        fallback: '`PodMonitor`',
      }),
      labels: texts('Labels by which your Prometheus selects PodMonitors or ServiceMonitors.'),
      interval: string('How often it scrapes.', {
        pattern: /^(?:\d+(?:ms|[smhdwy]))+$/,
        shape: 'a Prometheus duration such as 15s or 1m',
        fallback: '`15s`',
      }),
    },
    {
      description:
        'A PodMonitor or ServiceMonitor for each cluster, so that a Prometheus of the Prometheus operator scrapes it, too.',
      fallback: 'the operator is told nothing',
    },
  ),
};

/** The schema of a TidbMonitor's `spec`: every field of tidb-operator's, and our additions. */
export const specSchema = object(
  {
    ...clusterFields,
    prometheus,
    grafana,
    initializer,
    reloader,
    prometheusReloader,
    thanos,
    ...prometheusFields,
    ...storageFields,
    ...podFields,
  },
  {
    required: ['initializer', 'prometheus', 'reloader'],
    description: 'What to monitor, and how.',
  },
);

export type TidbMonitorSpec = Infer<typeof specSchema>;
export type ContainerSpec = Infer<typeof container>;
export type ServiceSpec = Infer<typeof service>;
export type ClusterReference = Infer<typeof clusterReference>;
export type InitializerSpec = Infer<typeof initializer>;
export type RemoteWriteSpec = Infer<typeof remoteWrite>;
export type IngressSpec = Infer<typeof ingress>;
export type ThanosSpec = Infer<typeof thanos>;
export type VolumeMountSpec = Infer<typeof volumeMount>;
