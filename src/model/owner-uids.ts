import type { Manifest, OwnerReference } from './manifest.ts';
import { type ObjectId, splitApiVersion } from './object-id.ts';

/** The id of the object that an owner reference names: owners live in their children's namespace. */
export function ownerIdOf(child: Manifest, owner: OwnerReference, clusterScoped = false): ObjectId {
  return {
    group: splitApiVersion(owner.apiVersion).group,
    kind: owner.kind,
    namespace: clusterScoped ? '' : (child.metadata.namespace ?? ''),
    name: owner.name,
  };
}

/** The owners of an object whose uid is not known yet. */
export function ownersWithoutUid(manifest: Manifest): readonly OwnerReference[] {
  return (manifest.metadata.ownerReferences ?? []).filter(({ uid }) => uid === undefined);
}

/**
 * The object with the uids of its owners filled in. An owner without a uid is
 * left as it is: the API server refuses such an object.
 */
export function withOwnerUids(
  manifest: Manifest,
  uidOf: (owner: OwnerReference) => string | undefined,
): Manifest {
  if (ownersWithoutUid(manifest).length === 0) return manifest;
  const ownerReferences = (manifest.metadata.ownerReferences ?? []).map((owner) => {
    const uid = owner.uid ?? uidOf(owner);
    return uid === undefined ? owner : { ...owner, uid };
  });
  return { ...manifest, metadata: { ...manifest.metadata, ownerReferences } };
}
