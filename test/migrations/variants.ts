import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { monitorObjects } from './desired-objects.ts';
import type { Invariants } from './invariants.ts';
import { oldObjects } from './old-objects.ts';
import { openOperatedStage, openTakenOverStage, wholeMonitor } from './operated-stage.ts';
import type { Stage } from './stage.ts';

/** A way from one state of a cluster to another that takes a migration. */
export interface Variant {
  readonly name: string;
  /** What somebody else has put there. */
  readonly old: () => Promise<readonly Manifest[]>;
  /** A cluster to begin on, in place of `old`, where tidb-operator runs the monitor. */
  readonly operated?: () => Promise<Stage>;
  /** What the agent has applied before. */
  readonly before?: () => Promise<readonly Manifest[]>;
  /** What it has applied before that. */
  readonly earlier?: () => Promise<readonly Manifest[]>;
  readonly desired: () => Promise<readonly Manifest[]>;
  /** Whether somebody approves that data goes which no shard has any more. */
  readonly approvesData?: boolean;
  readonly invariants: Invariants;
  /** The volume that the first pod of the StatefulSet has in the end, where it is an old one. */
  readonly volume?: string;
}

const persistent = () => oldObjects('persistent-retain');
const oldVolume = 'pvc-1111';

/** Every way that a built-in migration may have to go. */
export const variants: readonly Variant[] = [
  {
    name: 'a Deployment whose volume has Retain',
    old: persistent,
    desired: () => monitorObjects('persistent-retain'),
    invariants: {},
    volume: oldVolume,
  },
  {
    name: 'a Deployment whose volume has Delete',
    old: async () => (await persistent()).map(withPolicy('Delete')),
    desired: () => monitorObjects('persistent-retain'),
    invariants: {},
    volume: oldVolume,
  },
  {
    name: 'a Deployment whose storage grows in the same commit',
    old: async () => (await persistent()).map(withPolicy('Delete')),
    desired: () => monitorObjects('persistent-retain', { storage: '20Gi' }),
    invariants: {},
    volume: oldVolume,
  },
  {
    name: 'a Deployment of a cluster-scoped monitor',
    old: () => oldObjects('clusterscoped'),
    desired: () => monitorObjects('clusterscoped'),
    invariants: { accessStays: true },
    volume: oldVolume,
  },
  {
    name: 'a Deployment that mounts a certificate',
    old: async () => [certificate, ...(await persistent()).map(withCertificate)],
    desired: () => monitorObjects('persistent-retain'),
    invariants: {},
    volume: oldVolume,
  },
  {
    name: 'a Deployment of the chart of 1.0',
    old: async () => (await persistent()).map(asChart),
    desired: () => monitorObjects('persistent-retain'),
    invariants: {},
    volume: oldVolume,
  },
  {
    name: 'a Deployment without a volume',
    old: () => oldObjects('nonpersistent'),
    desired: () => monitorObjects('nonpersistent'),
    invariants: {},
  },
  {
    name: 'a Deployment without a volume that becomes persistent',
    old: () => oldObjects('nonpersistent'),
    desired: () => monitorObjects('persistent-retain'),
    invariants: { newVolumes: 1 },
  },
  {
    name: 'a Deployment whose monitor is not persistent any more',
    old: persistent,
    desired: () => monitorObjects('nonpersistent'),
    invariants: {},
  },
  {
    name: 'a Deployment whose claim is gone, and whose volume is released',
    old: async () => (await persistent()).filter(({ kind }) => kind !== 'PersistentVolumeClaim'),
    desired: () => monitorObjects('persistent-retain'),
    invariants: {},
    volume: oldVolume,
  },
  {
    name: 'a StatefulSet whose storage grows',
    old: async () => [],
    before: () => monitorObjects('persistent-retain'),
    desired: () => monitorObjects('persistent-retain', { storage: '20Gi' }),
    invariants: { podsStay: true },
  },
  {
    name: 'a StatefulSet whose storage and replicas grow',
    old: async () => [],
    before: () => monitorObjects('persistent-retain', { replicas: 2 }),
    desired: () => monitorObjects('persistent-retain', { replicas: 3, storage: '20Gi' }),
    invariants: { podsStay: true, newVolumes: 1 },
  },
  {
    name: 'a StatefulSet whose serviceName changes',
    old: async () => [],
    before: async () =>
      (await monitorObjects('persistent-retain')).map(withSetSpec({ serviceName: 'other' })),
    desired: () => monitorObjects('persistent-retain'),
    invariants: { podsStay: true },
  },
  {
    name: 'a StatefulSet whose podManagementPolicy changes',
    old: async () => [],
    before: () => monitorObjects('persistent-retain', { replicas: 2 }),
    desired: async () =>
      (await monitorObjects('persistent-retain', { replicas: 2 })).map(
        withSetSpec({ podManagementPolicy: 'Parallel' }),
      ),
    invariants: { podsStay: true },
  },
  {
    name: 'a StatefulSet whose selector changes',
    old: async () => [],
    before: async () => (await monitorObjects('persistent-retain')).map(withoutManagedBy),
    desired: () => monitorObjects('persistent-retain'),
    // Other labels are another template: the pod is replaced, on its volume.
    invariants: {},
  },
  {
    name: 'shards and replicas that come',
    old: async () => [],
    before: () => monitorObjects('persistent-retain'),
    desired: () => monitorObjects('persistent-retain', { shards: 2, replicas: 2 }),
    invariants: { newVolumes: 3 },
  },
  {
    name: 'shards and replicas that go',
    old: async () => [],
    before: () => monitorObjects('persistent-retain', { shards: 2, replicas: 2 }),
    desired: () => monitorObjects('persistent-retain'),
    invariants: {},
  },
  {
    name: 'the data of shards and replicas that are gone, once that is approved',
    old: async () => [],
    earlier: () => monitorObjects('persistent-retain', { shards: 2, replicas: 2 }),
    before: () => monitorObjects('persistent-retain'),
    desired: () => monitorObjects('persistent-retain'),
    approvesData: true,
    invariants: {
      podsStay: true,
      mayGo: ['1', 'shard-1-0', 'shard-1-1'].map((end) => `tidbmonitor-m-monitor-${end}`),
    },
  },
  {
    name: 'a take-over from tidb-operator 1.1, with a Deployment',
    old: async () => [],
    operated: () => openOperatedStage('persistent-retain'),
    desired: () => wholeMonitor('persistent-retain'),
    invariants: { accessStays: true },
    volume: oldVolume,
  },
  {
    name: 'a take-over from a later tidb-operator, with a StatefulSet',
    old: async () => [],
    operated: () => openTakenOverStage('persistent-retain'),
    desired: () => wholeMonitor('persistent-retain'),
    invariants: { accessStays: true, podsStay: true },
  },
  {
    name: 'a monitor that becomes cluster-scoped',
    old: async () => [],
    before: () => monitorObjects('persistent-retain'),
    desired: () => monitorObjects('persistent-retain', { clusterScoped: true }),
    invariants: { accessStays: true },
  },
  {
    name: 'a monitor that is cluster-scoped no more',
    old: async () => [],
    before: () => monitorObjects('persistent-retain', { clusterScoped: true }),
    desired: () => monitorObjects('persistent-retain'),
    invariants: { accessStays: true },
  },
];

function withPolicy(policy: string) {
  return (object: Manifest): Manifest =>
    object.kind === 'PersistentVolume'
      ? { ...object, spec: { ...specOf(object), persistentVolumeReclaimPolicy: policy } }
      : object;
}

function withSetSpec(fields: JsonObject) {
  return (object: Manifest): Manifest =>
    object.kind === 'StatefulSet' ? { ...object, spec: { ...specOf(object), ...fields } } : object;
}

const certificate: Manifest = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'target-cluster-client-secret', namespace: 'ns1' },
  data: { 'ca.crt': 'eA==', 'tls.crt': 'eA==', 'tls.key': 'eA==' },
};

/** As 1.1 mounts the certificate of a TLS cluster. */
function withCertificate(object: Manifest): Manifest {
  if (object.kind !== 'Deployment') return object;
  const secretName = certificate.metadata.name;
  return withPodSpec(object, (pod) => ({
    ...pod,
    volumes: [
      ...(pod.volumes as JsonObject[]),
      { name: 'cluster-client-tls', secret: { secretName } },
    ],
  }));
}

/** Selectors and pods of the chart have no `managed-by`, and its objects say who made them. */
function asChart(object: Manifest): Manifest {
  const labels = { ...object.metadata.labels, 'app.kubernetes.io/managed-by': 'Tiller' };
  const labelled = { ...object, metadata: { ...object.metadata, labels } };
  return object.kind === 'Deployment' ? withoutManagedBy(labelled) : labelled;
}

function withoutManagedBy(object: Manifest): Manifest {
  if (object.kind !== 'Deployment' && object.kind !== 'StatefulSet') return object;
  const spec = specOf(object);
  const template = spec.template as JsonObject;
  const metadata = template.metadata as JsonObject;
  const matchLabels = (spec.selector as JsonObject).matchLabels as JsonObject;
  return {
    ...object,
    spec: {
      ...spec,
      selector: { matchLabels: unmanaged(matchLabels) },
      template: {
        ...template,
        metadata: { ...metadata, labels: unmanaged(metadata.labels as JsonObject) },
      },
    },
  };
}

function unmanaged({
  'app.kubernetes.io/managed-by': _manager,
  ...labels
}: JsonObject): JsonObject {
  return labels;
}

function withPodSpec(object: Manifest, change: (pod: JsonObject) => JsonObject): Manifest {
  const spec = specOf(object);
  const template = spec.template as JsonObject;
  return {
    ...object,
    spec: { ...spec, template: { ...template, spec: change(template.spec as JsonObject) } },
  };
}

function specOf(object: Manifest): JsonObject {
  return object.spec as JsonObject;
}
