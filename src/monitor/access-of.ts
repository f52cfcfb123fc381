import type { ObjectId } from '../model/object-id.ts';
import { namesOf } from './names.ts';
import type { MonitorSummary } from './summary.ts';

/**
 * Whether an object is a right of one of these monitors. A right that its
 * monitor needs no more (it became cluster-scoped, or a cluster left it) must
 * not wait for anybody: it goes when the new ones are in force.
 */
export function accessOf(monitors: readonly MonitorSummary[]): (id: ObjectId) => boolean {
  const here = new Set<string>();
  const anywhere = new Set<string>();
  const ofCluster = new Set<string>();
  for (const { id } of monitors) {
    const names = namesOf(id);
    here.add(`${id.namespace}/${names.base}`);
    anywhere.add(names.foreignRole);
    ofCluster.add(names.clusterRole);
  }
  return ({ group, kind, namespace, name }) => {
    if (group !== 'rbac.authorization.k8s.io') return false;
    if (kind === 'ClusterRole' || kind === 'ClusterRoleBinding') return ofCluster.has(name);
    if (kind !== 'Role' && kind !== 'RoleBinding') return false;
    return here.has(`${namespace}/${name}`) || anywhere.has(name);
  };
}
