import { mergePatch } from '../../src/embedded/patch/merge-patch.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import {
  type ObjectId,
  objectIdOf,
  objectKey,
  splitApiVersion,
} from '../../src/model/object-id.ts';
import type { Cluster, ListOptions, WatchEvent } from '../../src/model/ports/cluster.ts';
import { ConflictError, NotFoundError } from '../../src/model/ports/cluster-errors.ts';

/** One call of the port, as `apply ConfigMap/ns/a (dry-run)`. */
export type Call = string;

export interface FakeCluster {
  readonly cluster: Cluster;
  readonly calls: Call[];
  /** The live object; `undefined` where there is none. */
  live(id: ObjectId): Manifest | undefined;
  /** Puts an object, as somebody else does: whoever watches sees it. */
  put(object: Manifest): void;
  remove(id: ObjectId): void;
  /** Runs before every call; what it throws is the call's answer. */
  intercept: (call: Call) => void | Promise<void>;
  /** Ends all open watches with this error. */
  breakWatches(error: Error): void;
}

/**
 * A cluster in memory for what a real one does not do on request: fail at a
 * given call, lose a watch, change an object between two calls. It validates
 * nothing, and merges only what a merge patch says: an applied object replaces the live one, but
 * for its status. A JSON patch changes nothing.
 */
export function fakeCluster(...objects: readonly Manifest[]): FakeCluster {
  const store = new Map<string, Manifest>();
  const watchers = new Set<Watcher>();
  const calls: Call[] = [];
  let version = 100;
  let uids = 0;

  function put(object: Manifest): Manifest {
    const key = objectKey(objectIdOf(object));
    const old = store.get(key);
    version += 1;
    const uid = old?.metadata.uid ?? object.metadata.uid ?? `uid-${++uids}`;
    const metadata = { ...object.metadata, uid, resourceVersion: String(version) };
    const stored: Manifest = { status: old?.status, ...object, metadata };
    store.set(key, stored);
    tell({ type: old === undefined ? 'ADDED' : 'MODIFIED', object: stored });
    return stored;
  }

  function remove(id: ObjectId): boolean {
    const object = store.get(objectKey(id));
    if (object === undefined) return false;
    store.delete(objectKey(id));
    tell({ type: 'DELETED', object });
    return true;
  }

  function tell(event: WatchEvent): void {
    for (const watcher of watchers) watcher.offer(event);
  }

  async function called(call: Call): Promise<void> {
    calls.push(call);
    await fake.intercept(call);
  }

  /** All objects, or the one that a selector names: ten thousand are not gone through for it. */
  function candidates({ apiVersion, kind, namespace = '', fieldSelector }: ListOptions) {
    const name = /^metadata\.name=(.*)$/.exec(fieldSelector ?? '')?.[1];
    if (name === undefined) return [...store.values()];
    const object = store.get(objectKey(idOf({ apiVersion, kind, namespace, name })));
    return object === undefined ? [] : [object];
  }

  const fake: FakeCluster = {
    calls,
    live: (id) => store.get(objectKey(id)),
    put,
    remove,
    intercept: () => undefined,
    breakWatches: (error) => {
      for (const watcher of watchers) watcher.fail(error);
    },
    cluster: {
      async get(reference) {
        await called(`get ${named(reference)}`);
        return store.get(objectKey(idOf(reference)));
      },
      async list(options) {
        await called(`list ${options.kind}`);
        const items = candidates(options).filter((object) => matches(object, options));
        return { items, resourceVersion: String(version) };
      },
      async *watch(options) {
        await called(`watch ${options.kind}`);
        if (options.signal?.aborted === true) return;
        const watcher = createWatcher(options);
        watchers.add(watcher);
        options.signal?.addEventListener('abort', watcher.end, { once: true });
        try {
          yield* watcher.events();
        } finally {
          watchers.delete(watcher);
        }
      },
      async apply(manifest, { dryRun = false }) {
        const { namespace = '', name } = manifest.metadata;
        await called(
          `apply ${named({ ...manifest, namespace, name })}${dryRun ? ' (dry-run)' : ''}`,
        );
        if (!dryRun) return put(manifest);
        const { uid, resourceVersion } = store.get(objectKey(objectIdOf(manifest)))?.metadata ?? {};
        return { ...manifest, metadata: withVersions(manifest.metadata, uid, resourceVersion) };
      },
      async patch(reference, patch) {
        await called(`patch ${named(reference)}`);
        const object = store.get(objectKey(idOf(reference)));
        if (object === undefined) throw new NotFoundError(`${named(reference)}: not found`);
        if (patch.type === 'json') return put(object);
        const { resourceVersion, ...metadata } = isJsonObject(patch.document.metadata)
          ? patch.document.metadata
          : {};
        if (resourceVersion !== undefined && resourceVersion !== object.metadata.resourceVersion) {
          throw new ConflictError(`${named(reference)}: it has moved on`);
        }
        const merged = mergePatch(object, { ...patch.document, metadata });
        return put(merged as Manifest);
      },
      async delete(reference, { uid, resourceVersion }) {
        await called(`delete ${named(reference)}`);
        const { metadata } = store.get(objectKey(idOf(reference))) ?? {};
        const other = uid !== undefined && uid !== metadata?.uid;
        const moved =
          resourceVersion !== undefined && resourceVersion !== metadata?.resourceVersion;
        if (metadata !== undefined && (other || moved)) {
          throw new ConflictError(`${named(reference)}: a precondition failed`);
        }
        return remove(idOf(reference));
      },
    },
  };
  for (const object of objects) put(object);
  return fake;
}

interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

function idOf({ apiVersion, kind, namespace, name }: Reference): ObjectId {
  return { group: splitApiVersion(apiVersion).group, kind, namespace, name };
}

function named({ kind, namespace, name }: Omit<Reference, 'apiVersion'>): string {
  return [kind, namespace, name].filter((part) => part !== '').join('/');
}

function withVersions(metadata: JsonObject, uid?: string, resourceVersion?: string) {
  const name = String(metadata.name);
  return resourceVersion === undefined
    ? { ...metadata, name, uid: 'uid-dry-run' }
    : { ...metadata, name, uid: uid ?? '', resourceVersion };
}

function matches(object: Manifest, options: ListOptions): boolean {
  const { kind, apiVersion, namespace, labelSelector, fieldSelector } = options;
  const name = fieldSelector?.replace('metadata.name=', '');
  const [label = '', value] = (labelSelector ?? '').split('=');
  const labels = isJsonObject(object.metadata.labels) ? object.metadata.labels : {};
  return (
    object.kind === kind &&
    object.apiVersion === apiVersion &&
    (namespace === undefined || namespace === object.metadata.namespace) &&
    (name === undefined || name === object.metadata.name) &&
    (label === '' || (value === undefined ? label in labels : labels[label] === value))
  );
}

interface Watcher {
  offer(event: WatchEvent): void;
  fail(error: Error): void;
  end(): void;
  events(): AsyncGenerator<WatchEvent>;
}

function createWatcher(options: ListOptions): Watcher {
  const queue: WatchEvent[] = [];
  let failure: Error | undefined;
  let ended = false;
  let wake = () => {};
  return {
    offer(event) {
      if (event.type !== 'BOOKMARK' && !matches(event.object, options)) return;
      queue.push(event);
      wake();
    },
    fail(error) {
      failure = error;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    async *events() {
      while (!ended) {
        const event = queue.shift();
        if (event !== undefined) yield event;
        else if (failure !== undefined) throw failure;
        else {
          const woken = Promise.withResolvers<void>();
          wake = woken.resolve;
          await woken.promise;
        }
      }
    },
  };
}
