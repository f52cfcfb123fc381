import mergeSchema from './generated/merge-schema.json' with { type: 'json' };

/** Group, version and kind. An empty part of a selector selects everything. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function gvkOf(apiVersion: string, kind: string): Gvk {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion, kind }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

export function apiVersionOf(gvk: Gvk): string {
  return gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`;
}

/** Whether a selector's parts equal those of the gvk; empty parts select everything. */
export function isSelectedBy(gvk: Gvk, selector: Gvk): boolean {
  return (
    (selector.group === '' || selector.group === gvk.group) &&
    (selector.version === '' || selector.version === gvk.version) &&
    (selector.kind === '' || selector.kind === gvk.kind)
  );
}

const CLUSTER_SCOPED: ReadonlySet<string> = new Set(mergeSchema.clusterScoped);

/**
 * Whether kustomize knows that a kind has no namespace. It knows Kubernetes
 * 1.21.2: every other kind counts as one with a namespace.
 */
export function isBuiltInClusterScoped(apiVersion: string, kind: string): boolean {
  return CLUSTER_SCOPED.has(`${apiVersion}/${kind}`);
}

/** The order of kinds in kustomize's own configuration tables. */
const KIND_ORDER: ReadonlyMap<string, number> = new Map([
  ...[
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
  ].map((kind, index, all): [string, number] => [kind, index - all.length]),
  ['MutatingWebhookConfiguration', 1],
  ['ValidatingWebhookConfiguration', 2],
]);

export function compareGvks(a: Gvk, b: Gvk): number {
  const order = (KIND_ORDER.get(a.kind) ?? 0) - (KIND_ORDER.get(b.kind) ?? 0);
  if (order !== 0) return order;
  const left = sortText(a);
  const right = sortText(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `group_version_kind`, with marks in the place of empty parts that sort last. */
export function sortText(gvk: Gvk): string {
  return `${gvk.group || '~G'}_${gvk.version || '~V'}_${gvk.kind || '~K'}`;
}
