import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { createObject } from '../registry/create.ts';
import { type DeleteOptions, deleteObject, NO_DELETE_OPTIONS } from '../registry/delete.ts';
import { internalRequest } from '../registry/internal-request.ts';
import type { Registry } from '../registry/registry.ts';
import type { ResourceRequest } from '../registry/request.ts';
import type { StoredChange } from '../registry/store.ts';
import { storageKey } from '../registry/store.ts';
import { updateObject } from '../registry/update.ts';
import { ApiError } from '../status/api-error.ts';
import type { OwnerIndex } from './owner-index.ts';

/** One thing that a controller looks after. */
export interface Item {
  /** The collection: `pods`, `deployments.apps`. */
  readonly storage: string;
  readonly key: string;
}

/** A loop that brings the cluster a step closer to what objects ask for. */
export interface Controller {
  /** What to look at after a change. */
  itemsFor(resource: string, change: StoredChange): readonly Item[];
  /** Does what is to be done about one thing; gives when to look again, in milliseconds from now. */
  reconcile(item: Item): number | undefined;
}

/** What controllers do to the cluster, as the field manager they write as. */
export interface Hands {
  readonly registry: Registry;
  readonly owners: OwnerIndex;
  get(storage: string, key: string): Manifest | undefined;
  list(storage: string): readonly Manifest[];
  create(storage: string, object: Manifest): void;
  update(storage: string, object: JsonObject & Manifest): void;
  updateStatus(storage: string, object: Manifest, status: JsonObject): void;
  delete(storage: string, object: Manifest, options?: Partial<DeleteOptions>): void;
}

/** Requests that a controller sends without a network between. */
export function handsOf(registry: Registry, owners: OwnerIndex, manager: string): Hands {
  const request = (
    storage: string,
    object: Manifest,
    subresource: ResourceRequest['subresource'] = '',
  ): ResourceRequest => internalRequest(registry, storage, object, manager, subresource);
  return {
    registry,
    owners,
    get: (storage, key) => registry.store.get(storage, key),
    list: (storage) => [...registry.store.collection(storage).objects.values()],
    create: (storage, object) => {
      createObject(registry, request(storage, object), object);
    },
    update: (storage, object) => {
      updateObject(registry, request(storage, object), object);
    },
    updateStatus: (storage, object, status) => {
      updateObject(registry, request(storage, object, 'status'), { ...object, status });
    },
    delete: (storage, object, options = {}) => {
      try {
        deleteObject(registry, request(storage, object), { ...NO_DELETE_OPTIONS, ...options });
      } catch (thrown) {
        // Gone already is as good.
        if (!(thrown instanceof ApiError) || thrown.code !== 404) throw thrown;
      }
    },
  };
}

export function keyOf(object: Manifest): string {
  return storageKey(object.metadata.namespace ?? '', object.metadata.name);
}

/** The changed object itself, where it is of one of some resources. */
export function changedItem(
  resource: string,
  change: StoredChange,
  ...resources: readonly string[]
): readonly Item[] {
  return resources.includes(resource) ? [{ storage: resource, key: change.key }] : [];
}
