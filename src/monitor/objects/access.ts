import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { child, unowned } from './child.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const RBAC_VERSION = `${RBAC_GROUP}/v1`;

const READ_PODS = { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] };

/** Lets pods run as root on OpenShift. */
const RUN_AS_ANY_USER = {
  verbs: ['use'],
  apiGroups: ['security.openshift.io'],
  resources: ['securitycontextconstraints'],
  resourceNames: ['anyuid'],
};

/** The ServiceAccount of the pods, and the rights it needs to find its targets. */
export function accessObjects(monitor: ResolvedMonitor): readonly Manifest[] {
  const account = child(monitor, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    name: namesOf(monitor).base,
    labels: monitorLabels(monitor.name),
  });
  const rights =
    monitor.spec.clusterScoped === true ? clusterWideRights(monitor) : rightsByNamespace(monitor);
  return [account, ...rights];
}

function clusterWideRights(monitor: ResolvedMonitor): Manifest[] {
  const name = namesOf(monitor).clusterRole;
  const labels = monitorLabels(monitor.name);
  const rules = monitor.openShift ? [READ_PODS, RUN_AS_ANY_USER] : [READ_PODS];
  return [
    unowned({
      apiVersion: RBAC_VERSION,
      kind: 'ClusterRole',
      name,
      labels,
      content: { rules },
    }),
    unowned({
      apiVersion: RBAC_VERSION,
      kind: 'ClusterRoleBinding',
      name,
      labels,
      content: bindingTo('ClusterRole', name, monitor),
    }),
  ];
}

/** A Role where the monitored clusters are, and nowhere else. */
function rightsByNamespace(monitor: ResolvedMonitor): Manifest[] {
  const clusters = [...monitor.clusters, ...monitor.dmClusters];
  const namespaces = new Set(clusters.map(({ id }) => id.namespace));
  const here = namespaces.delete(monitor.namespace);
  const foreign = [...namespaces].sort();
  return [
    ...ownRights(monitor, here),
    ...foreign.flatMap((namespace) => foreignRights(monitor, namespace)),
  ];
}

function ownRights(monitor: ResolvedMonitor, readsPods: boolean): Manifest[] {
  const rules = [
    ...(readsPods ? [READ_PODS] : []),
    ...(monitor.openShift ? [RUN_AS_ANY_USER] : []),
  ];
  if (rules.length === 0) return [];
  const name = namesOf(monitor).base;
  const labels = monitorLabels(monitor.name);
  const parts = { apiVersion: RBAC_VERSION, name, labels };
  return [
    child(monitor, { ...parts, kind: 'Role', content: { rules } }),
    child(monitor, {
      ...parts,
      kind: 'RoleBinding',
      content: bindingTo('Role', name, monitor),
    }),
  ];
}

function foreignRights(monitor: ResolvedMonitor, namespace: string): Manifest[] {
  const name = namesOf(monitor).foreignRole;
  const labels = monitorLabels(monitor.name);
  const parts = { apiVersion: RBAC_VERSION, namespace, name, labels };
  return [
    unowned({ ...parts, kind: 'Role', content: { rules: [READ_PODS] } }),
    unowned({ ...parts, kind: 'RoleBinding', content: bindingTo('Role', name, monitor) }),
  ];
}

function bindingTo(
  kind: 'Role' | 'ClusterRole',
  name: string,
  monitor: ResolvedMonitor,
): JsonObject {
  return {
    subjects: [
      {
        kind: 'ServiceAccount',
        name: namesOf(monitor).base,
        namespace: monitor.namespace,
      },
    ],
    roleRef: { apiGroup: RBAC_GROUP, kind, name },
  };
}
