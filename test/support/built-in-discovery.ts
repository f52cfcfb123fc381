import type { ApiResource, Discovery } from '../../src/model/ports/cluster.ts';

const verbs = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

const kinds: readonly (readonly [
  group: string,
  kind: string,
  resource: string,
  namespaced: boolean,
])[] = [
  ['', 'ConfigMap', 'configmaps', true],
  ['', 'Namespace', 'namespaces', false],
  ['', 'PersistentVolume', 'persistentvolumes', false],
  ['', 'PersistentVolumeClaim', 'persistentvolumeclaims', true],
  ['', 'Pod', 'pods', true],
  ['', 'Secret', 'secrets', true],
  ['', 'Service', 'services', true],
  ['', 'ServiceAccount', 'serviceaccounts', true],
  ['apps', 'Deployment', 'deployments', true],
  ['apps', 'StatefulSet', 'statefulsets', true],
  ['batch', 'Job', 'jobs', true],
  ['apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions', false],
  ['rbac.authorization.k8s.io', 'ClusterRole', 'clusterroles', false],
  ['rbac.authorization.k8s.io', 'Role', 'roles', true],
  ['rbac.authorization.k8s.io', 'RoleBinding', 'rolebindings', true],
];

/** What a server serves that knows a few kinds of Kubernetes, in version v1, and nothing else. */
export function builtInDiscovery(): Discovery {
  const resources = kinds.map(
    ([group, kind, resource, namespaced]): ApiResource => ({
      group,
      version: 'v1',
      kind,
      resource,
      namespaced,
      verbs,
    }),
  );
  return {
    find: async (group, kind, version = 'v1') =>
      resources.find((one) => one.group === group && one.kind === kind && one.version === version),
    refresh: () => undefined,
  };
}
