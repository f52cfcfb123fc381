import { concurrently } from '../model/concurrently.ts';
import { targetLabel } from '../model/identity.ts';
import type { Manifest } from '../model/manifest.ts';
import { type ObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import type { Cluster } from '../model/ports/cluster.ts';
import { ForbiddenError, NotFoundError } from '../model/ports/cluster-errors.ts';

/** An object to look for, in the version to see it in. */
export interface Wanted {
  readonly id: ObjectId;
  readonly apiVersion: string;
  /** Whether it matters that the object exists when it does not carry the target's label. */
  readonly evenUnlabelled: boolean;
}

export interface ReadLiveOptions {
  readonly cluster: Cluster;
  readonly target: string;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
}

export interface LiveState {
  /** The wanted objects that live, by key. */
  readonly live: Map<string, Manifest>;
  /** Desired objects that the agent may not read, by key. */
  readonly unreadable: Map<string, ForbiddenError>;
  /** Objects that matter even without the label, of kinds that turn out not to be served. */
  readonly unserved: ReadonlySet<string>;
}

/**
 * Reads the wanted objects: a list per kind by the target's label, a get where
 * only one of a kind is wanted. An object without the label is found only where
 * `evenUnlabelled` asks for it; of such objects none may be unreadable, or it
 * would be taken for gone: then `ForbiddenError` is thrown.
 */
export async function readLive(
  wanted: readonly Wanted[],
  options: ReadLiveOptions,
): Promise<LiveState> {
  const { concurrency, signal } = options;
  const live = new Map<string, Manifest>();
  const unreadable = new Map<string, ForbiddenError>();
  const readGroup = async (group: readonly Wanted[]): Promise<void> => {
    try {
      for (const object of await readKind(group, options)) {
        live.set(objectKey(objectIdOf(object)), object);
      }
    } catch (error) {
      const only = group.every(({ evenUnlabelled }) => !evenUnlabelled);
      if (!(error instanceof ForbiddenError) || !only) throw error;
      for (const { id } of group) unreadable.set(objectKey(id), error);
    }
  };
  const kinds = Map.groupBy(wanted, ({ apiVersion, id }) => `${apiVersion} ${id.kind}`);
  const groups = [...kinds.values()];
  await concurrently(groups, concurrency, readGroup, signal);
  const listed = groups.filter((group) => group.length > 1).flat();
  const unseen = listed.filter(
    ({ id, evenUnlabelled }) => evenUnlabelled && !live.has(objectKey(id)),
  );
  await concurrently(unseen, concurrency, (one) => readGroup([one]), signal);
  const missing = wanted.filter(
    ({ id, evenUnlabelled }) => evenUnlabelled && !live.has(objectKey(id)),
  );
  return { live, unreadable, unserved: await unservedOf(missing, options) };
}

/**
 * Those of the missing objects whose kind is not served: what discovery has
 * said may be minutes old, and a get answers the same for an object that is
 * gone as for a kind that is. Only a list tells.
 */
async function unservedOf(
  missing: readonly Wanted[],
  options: ReadLiveOptions,
): Promise<ReadonlySet<string>> {
  const places = Map.groupBy(missing, ({ apiVersion, id }) => `${apiVersion} ${id.kind}`);
  const unserved = await concurrently(
    [...places.values()],
    options.concurrency,
    async (group) => {
      const [first] = group;
      return first === undefined || (await isServed(first, options)) ? [] : group;
    },
    options.signal,
  );
  return new Set(unserved.flat().map(({ id }) => objectKey(id)));
}

async function isServed(wanted: Wanted, options: ReadLiveOptions): Promise<boolean> {
  try {
    await request(wanted, wanted.id.namespace, options);
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    // Whoever may get but not list an object has got the only answer there is.
    if (error instanceof ForbiddenError) return true;
    throw error;
  }
}

async function readKind(
  group: readonly Wanted[],
  options: ReadLiveOptions,
): Promise<readonly Manifest[]> {
  const [first, second] = group;
  if (first === undefined) return [];
  if (second !== undefined) return listKind(group, options);
  const object = await getObject(first, options);
  return object === undefined ? [] : [object];
}

/** One object; `undefined` also where its kind is not served. */
export async function getObject(
  { id, apiVersion }: Pick<Wanted, 'id' | 'apiVersion'>,
  { cluster, signal }: Pick<ReadLiveOptions, 'cluster' | 'signal'>,
): Promise<Manifest | undefined> {
  const { kind, namespace, name } = id;
  try {
    return await cluster.get({ apiVersion, kind, namespace, name }, signal);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function listKind(
  group: readonly Wanted[],
  options: ReadLiveOptions,
): Promise<readonly Manifest[]> {
  const [first] = group;
  if (first === undefined) return [];
  const namespaces = [...new Set(group.map(({ id }) => id.namespace))];
  const objects = await listNamespaces(first, namespaces, options);
  const keys = new Set(group.map(({ id }) => objectKey(id)));
  return objects.filter((object) => keys.has(objectKey(objectIdOf(object))));
}

/** One list where possible; one per namespace where the agent may not read the whole cluster. */
async function listNamespaces(
  wanted: Wanted,
  namespaces: readonly string[],
  options: ReadLiveOptions,
): Promise<readonly Manifest[]> {
  const [only] = namespaces;
  if (namespaces.length === 1) return list(wanted, only, options);
  try {
    return await list(wanted, undefined, options);
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error;
    const lists = await concurrently(
      namespaces,
      options.concurrency,
      (namespace) => list(wanted, namespace, options),
      options.signal,
    );
    return lists.flat();
  }
}

async function list(
  wanted: Wanted,
  namespace: string | undefined,
  options: ReadLiveOptions,
): Promise<readonly Manifest[]> {
  try {
    return await request(wanted, namespace, options);
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}

/** Throws `NotFoundError` where the kind is not served. */
async function request(
  { apiVersion, id }: Wanted,
  namespace: string | undefined,
  { cluster, target, signal }: ReadLiveOptions,
): Promise<readonly Manifest[]> {
  const { items } = await cluster.list({
    apiVersion,
    kind: id.kind,
    labelSelector: `${targetLabel}=${target}`,
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
    ...(signal === undefined ? {} : { signal }),
  });
  return items;
}
