import { type Manifest, valueAt } from '../model/manifest.ts';
import {
  formatObjectId,
  type ObjectId,
  objectIdOf,
  objectKey,
  splitApiVersion,
} from '../model/object-id.ts';
import type { ClusterError } from '../model/ports/cluster-errors.ts';

/** What is known of the set when one of its objects is looked at. */
export interface SetState {
  /** The desired objects' keys. */
  readonly desired: ReadonlySet<string>;
  /** Keys of what lives. */
  readonly live: ReadonlyMap<string, Manifest>;
  /** Why an object could not be read, by key. */
  readonly unreadable: ReadonlyMap<string, ClusterError>;
  /** Definitions of the set that are created or updated, by `group/Kind`. */
  readonly movingDefinitions: ReadonlyMap<string, ObjectId>;
}

/**
 * What must be on the cluster before the server can say anything about an
 * object: `Namespace/monitoring is created first`. `undefined` where it can be
 * asked now.
 */
export function deferral(manifest: Manifest, state: SetState): string | undefined {
  const definition = state.movingDefinitions.get(kindOf(manifest));
  if (definition !== undefined) return first(definition, state);
  const { namespace } = manifest.metadata;
  if (namespace !== undefined) {
    const id = { group: '', kind: 'Namespace', namespace: '', name: namespace };
    if (isMissing(id, state)) return first(id, state);
  }
  const role = roleOf(manifest);
  return role !== undefined && isMissing(role, state) ? first(role, state) : undefined;
}

/** The `group/Kind` of an object. */
export function kindOf({ apiVersion, kind }: Manifest): string {
  return `${splitApiVersion(apiVersion).group}/${kind}`;
}

/** The `group/Kind` that a CustomResourceDefinition defines. */
export function definedKind(definition: Manifest): string {
  const group = valueAt(definition, ['spec', 'group']);
  const kind = valueAt(definition, ['spec', 'names', 'kind']);
  return `${String(group)}/${String(kind)}`;
}

/** The role a binding grants: who may not escalate can bind only a role that exists. */
export function roleOf(manifest: Manifest): ObjectId | undefined {
  const { group } = objectIdOf(manifest);
  if (group !== 'rbac.authorization.k8s.io' || !manifest.kind.endsWith('Binding')) return undefined;
  const kind = String(valueAt(manifest, ['roleRef', 'kind']));
  const namespace = kind === 'Role' ? (manifest.metadata.namespace ?? '') : '';
  return { group, kind, namespace, name: String(valueAt(manifest, ['roleRef', 'name'])) };
}

function isMissing(id: ObjectId, { desired, live }: SetState): boolean {
  return desired.has(objectKey(id)) && !live.has(objectKey(id));
}

function first(id: ObjectId, { live }: SetState): string {
  return `${formatObjectId(id)} is ${live.has(objectKey(id)) ? 'updated' : 'created'} first`;
}
