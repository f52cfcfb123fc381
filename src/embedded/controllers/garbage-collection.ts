import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { asManifest, isDeleting, textOf, textsOf, withMetadata } from '../registry/metadata.ts';
import type { Controller, Hands } from './controller.ts';
import { type OwnerIndex, ownersOf } from './owner-index.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** Deletes what has lost its owners, and lets owners go once their dependents are gone. */
export function garbageCollector(hands: Hands): Controller {
  const { owners: index } = hands;
  return {
    itemsFor: (storage, change) => {
      const { object, key } = change;
      const uid = textOf(object.metadata.uid);
      if (change.type === 'DELETED') {
        const owners = ownersOf(object).flatMap((owner) => index.find(textOf(owner.uid)) ?? []);
        return [...index.dependentsOf(uid), ...owners];
      }
      const concerns = ownersOf(object).length > 0 || isDeleting(object);
      return concerns ? [{ storage, key }] : [];
    },
    reconcile: ({ storage, key }) => {
      const object = hands.get(storage, key);
      if (object === undefined) return undefined;
      const finalizers = textsOf(object.metadata.finalizers);
      if (isDeleting(object) && finalizers.includes(ORPHAN)) {
        orphanDependents(hands, index, storage, object);
      } else if (isDeleting(object) && finalizers.includes(FOREGROUND)) {
        deleteDependents(hands, index, storage, object);
      } else if (!isDeleting(object)) collect(hands, index, storage, object);
      return undefined;
    },
  };
}

function withoutFinalizer(object: Manifest, finalizer: string): Manifest {
  const finalizers = textsOf(object.metadata.finalizers).filter((one) => one !== finalizer);
  return asManifest(withMetadata(object, { finalizers }));
}

function orphanDependents(hands: Hands, index: OwnerIndex, storage: string, owner: Manifest): void {
  const uid = textOf(owner.metadata.uid);
  for (const item of index.dependentsOf(uid)) {
    const dependent = hands.get(item.storage, item.key);
    if (dependent === undefined) continue;
    const ownerReferences = ownersOf(dependent).filter((one) => one.uid !== uid);
    hands.update(item.storage, asManifest(withMetadata(dependent, { ownerReferences })));
  }
  hands.update(storage, withoutFinalizer(owner, ORPHAN));
}

function deleteDependents(hands: Hands, index: OwnerIndex, storage: string, owner: Manifest): void {
  const uid = textOf(owner.metadata.uid);
  let blocked = false;
  for (const item of index.dependentsOf(uid)) {
    const dependent = hands.get(item.storage, item.key);
    if (dependent === undefined) continue;
    if (!isDeleting(dependent)) {
      hands.delete(item.storage, dependent, { propagation: 'Foreground' });
    }
    const isLeft = hands.get(item.storage, item.key) !== undefined;
    const blocks = ownersOf(dependent).some(
      (one) => one.uid === uid && one.blockOwnerDeletion === true,
    );
    blocked ||= isLeft && blocks;
  }
  if (!blocked) hands.update(storage, withoutFinalizer(owner, FOREGROUND));
}

/** Whether an owner lives, in the namespace where the dependent may have it. */
function isAlive(hands: Hands, index: OwnerIndex, dependent: Manifest, owner: JsonObject): boolean {
  const item = index.find(textOf(owner.uid));
  const found = item === undefined ? undefined : hands.get(item.storage, item.key);
  if (found === undefined) return false;
  const { namespace } = found.metadata;
  return namespace === undefined || namespace === dependent.metadata.namespace;
}

/** Whether an object of the whole cluster names an owner in some namespace: nobody can say which. */
function isUnresolvable(hands: Hands, dependent: Manifest, owner: JsonObject): boolean {
  if (dependent.metadata.namespace !== undefined) return false;
  const type = hands.registry.types.findKind(textOf(owner.apiVersion), textOf(owner.kind));
  return type?.info.namespaced === true;
}

function collect(hands: Hands, index: OwnerIndex, storage: string, object: Manifest): void {
  const owners = ownersOf(object);
  if (owners.length === 0 || owners.some((owner) => isUnresolvable(hands, object, owner))) return;
  const living = owners.filter((owner) => isAlive(hands, index, object, owner));
  if (living.length === 0) {
    const { uid } = object.metadata;
    hands.delete(storage, object, {
      propagation: 'Background',
      ...(uid === undefined ? {} : { uid }),
    });
  } else if (living.length < owners.length) {
    hands.update(storage, asManifest(withMetadata(object, { ownerReferences: living })));
  }
}
