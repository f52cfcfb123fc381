import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { objectsOf, textOf } from '../registry/metadata.ts';
import type { Registry } from '../registry/registry.ts';
import type { StoredChange } from '../registry/store.ts';
import type { Item } from './controller.ts';

export function ownersOf(object: Manifest): readonly JsonObject[] {
  return objectsOf(object.metadata.ownerReferences);
}

/** Who owns whom, kept up to date change by change. */
export class OwnerIndex {
  readonly #dependents = new Map<string, Map<string, Item>>();
  readonly #living = new Map<string, Item>();

  record(storage: string, { type, key, object, previous }: StoredChange): void {
    const item = { storage, key };
    const id = `${storage} ${key}`;
    for (const owner of previous === undefined ? [] : ownersOf(previous)) {
      this.#dependents.get(textOf(owner.uid))?.delete(id);
    }
    const uid = textOf(object.metadata.uid);
    if (type === 'DELETED') {
      this.#living.delete(uid);
      return;
    }
    this.#living.set(uid, item);
    for (const owner of ownersOf(object)) {
      const ownerUid = textOf(owner.uid);
      const known = this.#dependents.get(ownerUid) ?? new Map<string, Item>();
      this.#dependents.set(ownerUid, known.set(id, item));
    }
  }

  dependentsOf(uid: string): readonly Item[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])];
  }

  find(uid: string): Item | undefined {
    return this.#living.get(uid);
  }
}

/** An index that follows every change of a registry from now on. */
export function followOwners(registry: Registry): OwnerIndex {
  const index = new OwnerIndex();
  registry.store.subscribeAll((storage, change) => index.record(storage, change));
  return index;
}
