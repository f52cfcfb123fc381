/** Kinds that kustomize puts before all others, in its order. */
export const FIRST_KINDS: readonly string[] = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

/** Kinds that it puts after all others. */
export const LAST_KINDS: readonly string[] = [
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** The rank of each kind; kinds that are not listed have rank 0. */
export function kindRanks(
  first: readonly string[],
  last: readonly string[],
): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  first.forEach((kind, index) => {
    ranks.set(kind, index - first.length);
  });
  last.forEach((kind, index) => {
    ranks.set(kind, index + 1);
  });
  return ranks;
}
