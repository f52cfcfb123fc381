import type { Manifest } from '../../model/manifest.ts';
import { type ObjectId, objectKey } from '../../model/object-id.ts';
import { ownerIdOf } from '../../model/owner-uids.ts';
import { definedKind, kindOf, roleOf } from '../deferral.ts';

/** What the objects of a set are to each other, whatever they ask for. */
export interface ObjectSet {
  readonly keys: ReadonlySet<string>;
  /** Keys of definitions, by the `group/Kind` they define. */
  readonly definitions: ReadonlyMap<string, string>;
}

export function objectSet(manifests: ReadonlyMap<string, Manifest>): ObjectSet {
  const definitions = new Map<string, string>();
  for (const [key, manifest] of manifests) {
    if (manifest.kind === 'CustomResourceDefinition') definitions.set(definedKind(manifest), key);
  }
  return { keys: new Set(manifests.keys()), definitions };
}

/**
 * Keys of the objects in the set without which a server does not take an object:
 * its namespace, its definition, its owners, and the role it binds.
 */
export function needsOf(manifest: Manifest, set: ObjectSet): readonly string[] {
  const { namespace } = manifest.metadata;
  const role = roleOf(manifest);
  const ids: ObjectId[] = [
    ...(namespace === undefined
      ? []
      : [{ group: '', kind: 'Namespace', namespace: '', name: namespace }]),
    ...(role === undefined ? [] : [role]),
  ];
  const definition = set.definitions.get(kindOf(manifest));
  const keys = [...ids.map(objectKey), ...ownersOf(manifest, set)];
  if (definition !== undefined) keys.push(definition);
  return keys.filter((key) => set.keys.has(key));
}

/** Keys of the owners of an object that are in the set. */
export function ownersOf(manifest: Manifest, { keys }: ObjectSet): readonly string[] {
  return (manifest.metadata.ownerReferences ?? []).flatMap((owner) =>
    [ownerIdOf(manifest, owner), ownerIdOf(manifest, owner, true)]
      .map(objectKey)
      .filter((key) => keys.has(key)),
  );
}
