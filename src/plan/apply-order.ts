import { compareObjectIds, type ObjectId } from '../model/object-id.ts';
import type { StageName } from './plan.ts';

/** Flux's order of kinds; kinds that are not listed stand at the `null`. */
const kindOrder = [
  'CustomResourceDefinition',
  'Namespace',
  'ClusterRole',
  'ClusterClass',
  'RuntimeClass',
  'PriorityClass',
  'StorageClass',
  'VolumeSnapshotClass',
  'IngressClass',
  'GatewayClass',
  'ClusterRoleBinding',
  'ResourceQuota',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
  null,
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

const ranks = new Map(kindOrder.map((kind, rank) => [kind, rank]));

function rankOf(kind: string): number {
  return ranks.get(kind) ?? ranks.get(null) ?? 0;
}

/** Orders objects of one stage as they are applied; the reverse is the order of deletion. */
export function compareInStage(a: ObjectId, b: ObjectId): number {
  return rankOf(a.kind) - rankOf(b.kind) || compareObjectIds(a, b);
}

/** Orders stages as they are applied. */
export function compareStages(a: StageName, b: StageName): number {
  return stageNames.indexOf(a) - stageNames.indexOf(b);
}

/** The stages, in the order in which they are applied. */
export const stageNames: readonly StageName[] = [
  'definitions',
  'intents',
  'identities',
  'bindings',
  'configuration',
  'storage',
  'workloads',
  'routes',
  'webhooks',
];

const stagesByKind: ReadonlyMap<string, StageName> = new Map([
  ['apiextensions.k8s.io/CustomResourceDefinition', 'definitions'],
  ['/Namespace', 'definitions'],
  ['rbac.authorization.k8s.io/ClusterRole', 'definitions'],
  ['pingcap.com/TidbMonitor', 'intents'],
  ['/ServiceAccount', 'identities'],
  ['rbac.authorization.k8s.io/Role', 'identities'],
  ['/ResourceQuota', 'identities'],
  ['/LimitRange', 'identities'],
  ['rbac.authorization.k8s.io/RoleBinding', 'bindings'],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', 'bindings'],
  ['/ConfigMap', 'configuration'],
  ['/Secret', 'configuration'],
  ['/PersistentVolume', 'storage'],
  ['/PersistentVolumeClaim', 'storage'],
  ['/Service', 'workloads'],
  ['apps/Deployment', 'workloads'],
  ['apps/StatefulSet', 'workloads'],
  ['apps/DaemonSet', 'workloads'],
  ['apps/ReplicaSet', 'workloads'],
  ['/ReplicationController', 'workloads'],
  ['/Pod', 'workloads'],
  ['batch/Job', 'workloads'],
  ['batch/CronJob', 'workloads'],
  ['policy/PodDisruptionBudget', 'workloads'],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', 'webhooks'],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', 'webhooks'],
]);

/**
 * The stage of an object. What others are owned by goes ahead of them: they
 * need its uid.
 */
export function stageOf(id: ObjectId, isOwner: boolean): StageName {
  const stage = stageOfKind(id);
  return isOwner && compareStages(stage, 'intents') > 0 ? 'intents' : stage;
}

/** The stage of a kind; `routes` takes everything that no other stage asks for. */
export function stageOfKind({ group, kind }: Pick<ObjectId, 'group' | 'kind'>): StageName {
  const stage = stagesByKind.get(`${group}/${kind}`);
  if (stage !== undefined) return stage;
  // StorageClass, PriorityClass and their like, as Flux sees them.
  return kind.endsWith('Class') ? 'definitions' : 'routes';
}
