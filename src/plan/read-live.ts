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

/**
 * The wanted objects that live, by key: a list per kind by the target's label,
 * a get where only one of a kind is wanted. An object without the label is
 * found only where `evenUnlabelled` asks for it.
 */
export async function readLive(
  wanted: readonly Wanted[],
  options: ReadLiveOptions,
): Promise<Map<string, Manifest>> {
  const kinds = [
    ...Map.groupBy(wanted, ({ apiVersion, id }) => `${apiVersion} ${id.kind}`).values(),
  ];
  const single = kinds.filter((group) => group.length === 1).flat();
  const several = kinds.filter((group) => group.length > 1);
  const lists = await concurrently(
    several,
    options.concurrency,
    (group) => listKind(group, options),
    options.signal,
  );
  const live = new Map(lists.flat().map((object) => [objectKey(objectIdOf(object)), object]));
  const unseen = several
    .flat()
    .filter(({ id, evenUnlabelled }) => evenUnlabelled && !live.has(objectKey(id)));
  const gets = await concurrently(
    [...single, ...unseen],
    options.concurrency,
    (one) => getObject(one, options),
    options.signal,
  );
  for (const object of gets) {
    if (object !== undefined) live.set(objectKey(objectIdOf(object)), object);
  }
  return live;
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
  { apiVersion, id }: Wanted,
  namespace: string | undefined,
  { cluster, target, signal }: ReadLiveOptions,
): Promise<readonly Manifest[]> {
  try {
    const { items } = await cluster.list({
      apiVersion,
      kind: id.kind,
      labelSelector: `${targetLabel}=${target}`,
      ...(namespace === undefined || namespace === '' ? {} : { namespace }),
      ...(signal === undefined ? {} : { signal }),
    });
    return items;
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}
