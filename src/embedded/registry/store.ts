import type { Manifest } from '../../model/manifest.ts';
import { compareText } from '../../model/object-id.ts';

export interface StoredChange {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly key: string;
  /** The object after the change; after a deletion, as it was last, at the deletion's revision. */
  readonly object: Manifest;
  readonly previous: Manifest | undefined;
}

export type ChangeListener = (change: StoredChange) => void;

/** The objects of one resource, and what happened to them. */
export interface Collection {
  readonly objects: ReadonlyMap<string, Manifest>;
  readonly changes: readonly StoredChange[];
  /** Changes up to this revision are forgotten. */
  readonly compacted: number;
}

interface MutableCollection {
  readonly objects: Map<string, Manifest>;
  changes: StoredChange[];
  compacted: number;
  /** The keys in order; `undefined` after a key came or went. */
  sortedKeys: readonly string[] | undefined;
  readonly listeners: Set<ChangeListener>;
}

/** `namespace/name`, or `name`: orders objects as etcd does. */
export function storageKey(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** All objects, in memory, with one revision over all of them. */
export class Store {
  readonly #collections = new Map<string, MutableCollection>();
  readonly #anyChange = new Set<(resource: string, change: StoredChange) => void>();
  readonly #history: number;
  #compacted = 0;
  #revision = 1;

  constructor(history: number) {
    this.#history = history;
  }

  get revision(): number {
    return this.#revision;
  }

  collection(resource: string): Collection {
    return this.#collection(resource);
  }

  get(resource: string, key: string): Manifest | undefined {
    return this.#collections.get(resource)?.objects.get(key);
  }

  /** The keys of a resource in order. */
  keys(resource: string): readonly string[] {
    const collection = this.#collection(resource);
    collection.sortedKeys ??= [...collection.objects.keys()].sort(compareText);
    return collection.sortedKeys;
  }

  /** Stores an object under a new revision and gives it back with that. */
  put(resource: string, key: string, object: Manifest): Manifest {
    const collection = this.#collection(resource);
    const previous = collection.objects.get(key);
    const stored = this.#atNextRevision(object);
    collection.objects.set(key, stored);
    if (previous === undefined) collection.sortedKeys = undefined;
    const type = previous === undefined ? 'ADDED' : 'MODIFIED';
    this.#record(resource, collection, {
      revision: this.#revision,
      type,
      key,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Changes what is stored without a trace: for the last state of an object that is removed next. */
  replace(resource: string, key: string, object: Manifest): void {
    this.#collection(resource).objects.set(key, object);
  }

  /** Removes an object; gives it as the last event shows it. */
  remove(resource: string, key: string): Manifest | undefined {
    const collection = this.#collection(resource);
    const previous = collection.objects.get(key);
    if (previous === undefined) return undefined;
    collection.objects.delete(key);
    collection.sortedKeys = undefined;
    const last = this.#atNextRevision(previous);
    this.#record(resource, collection, {
      revision: this.#revision,
      type: 'DELETED',
      key,
      object: last,
      previous,
    });
    return last;
  }

  /** Forgets a resource that is no longer served. */
  drop(resource: string): void {
    this.#collections.delete(resource);
  }

  subscribe(resource: string, listener: ChangeListener): () => void {
    const { listeners } = this.#collection(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  subscribeAll(listener: (resource: string, change: StoredChange) => void): void {
    this.#anyChange.add(listener);
  }

  /** Forgets every change so far. */
  compact(): void {
    this.#compacted = this.#revision;
    for (const collection of this.#collections.values()) {
      collection.changes = [];
      collection.compacted = this.#revision;
    }
  }

  #collection(resource: string): MutableCollection {
    const known = this.#collections.get(resource);
    if (known !== undefined) return known;
    const created: MutableCollection = {
      objects: new Map(),
      changes: [],
      compacted: this.#compacted,
      sortedKeys: undefined,
      listeners: new Set(),
    };
    this.#collections.set(resource, created);
    return created;
  }

  #atNextRevision(object: Manifest): Manifest {
    this.#revision++;
    const resourceVersion = String(this.#revision);
    return { ...object, metadata: { ...object.metadata, resourceVersion } };
  }

  #record(resource: string, collection: MutableCollection, change: StoredChange): void {
    collection.changes.push(change);
    // Trimmed in halves, so that a long history is not shifted on every write.
    if (collection.changes.length > 2 * this.#history) {
      const dropped = collection.changes.splice(0, collection.changes.length - this.#history);
      collection.compacted = dropped.at(-1)?.revision ?? collection.compacted;
    }
    for (const listener of collection.listeners) listener(change);
    for (const listener of this.#anyChange) listener(resource, change);
  }
}
