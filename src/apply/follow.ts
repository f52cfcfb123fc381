import { targetLabel } from '../model/identity.ts';
import type { Manifest } from '../model/manifest.ts';
import { type ObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Cluster, ListOptions } from '../model/ports/cluster.ts';
import { ForbiddenError } from '../model/ports/cluster-errors.ts';

/** An object to follow, and the version to see it in. */
export interface Followed {
  readonly id: ObjectId;
  readonly apiVersion: string;
  /** Followed by its name, for itself: also without the target's label. */
  readonly alone?: boolean;
}

export interface FollowOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly target: string;
}

/** Live objects by key. */
export type LiveObjects = ReadonlyMap<string, Manifest>;

/** From so many namespaces on, one watch over all of them replaces one for each. */
const namespacesWatchedOneByOne = 10;
/** How long to wait before a broken watch is begun again, in milliseconds. */
const pauseAfterFailure = 1_000;

/**
 * Follows objects of a target by a list and a watch per kind and namespace.
 * Calls `judge` once all are known and after every change, until it gives
 * something else than `undefined`. Outlives a server that is away: only the
 * signal ends it early, by its reason.
 */
export async function follow<T>(
  objects: readonly Followed[],
  options: FollowOptions,
  judge: (live: LiveObjects) => T | undefined,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const wanted = new Set(objects.map(({ id }) => objectKey(id)));
  const live = new Map<string, Manifest>();
  const groups = groupsOf(objects, options.target);
  const unlisted = new Set(groups);
  const verdict = Promise.withResolvers<T>();
  const ended = new AbortController();
  const ending = AbortSignal.any([signal, ended.signal]);
  const onAbort = () => verdict.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const followers = groups.map((group) =>
    followGroup(group, options, ending, (update, complete) => {
      update(live, wanted);
      if (complete) unlisted.delete(group);
      if (unlisted.size > 0 || ending.aborted) return;
      const result = judge(live);
      if (result === undefined) return;
      verdict.resolve(result);
      ended.abort();
    }),
  );
  try {
    return await verdict.promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    ended.abort();
    await Promise.allSettled(followers);
  }
}

/** What one list and one watch show. */
interface Group {
  readonly whole: ListOptions;
  /** The same, namespace by namespace, where `whole` is of several. */
  readonly parts: readonly ListOptions[];
}

function groupsOf(objects: readonly Followed[], target: string): readonly Group[] {
  const shared = objects.filter((one) => one.alone !== true);
  const kinds = Map.groupBy(shared, ({ apiVersion, id }) => `${apiVersion} ${id.kind}`);
  const byName = objects.filter((one) => one.alone === true).map(byItsName);
  const byKind = [...kinds.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const whole = {
      apiVersion: first.apiVersion,
      kind: first.id.kind,
      labelSelector: `${targetLabel}=${target}`,
    };
    const namespaces = [...new Set(group.map(({ id }) => id.namespace))];
    if (namespaces.includes('')) return [{ whole, parts: [] }];
    const parts = namespaces.map((namespace) => ({ ...whole, namespace }));
    return parts.length > namespacesWatchedOneByOne ? [{ whole, parts }] : parts.map(alone);
  });
  return [...byName, ...byKind];
}

function byItsName({ id, apiVersion }: Followed): Group {
  const { kind, namespace, name } = id;
  const place = namespace === '' ? {} : { namespace };
  return alone({ apiVersion, kind, ...place, fieldSelector: `metadata.name=${name}` });
}

function alone(whole: ListOptions): Group {
  return { whole, parts: [] };
}

type Update = (live: Map<string, Manifest>, wanted: ReadonlySet<string>) => void;
/** `complete` once all of a group is known. */
type Tell = (update: Update, complete: boolean) => void;

/**
 * Lists and watches until the signal aborts, namespace by namespace where not
 * all of them may be watched at once. Never rejects.
 */
async function followGroup(
  { whole, parts }: Group,
  options: FollowOptions,
  signal: AbortSignal,
  tell: Tell,
): Promise<void> {
  const { cluster, clock } = options;
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await cluster.list({ ...whole, signal });
      tell((live, wanted) => replaceGroup(whole, items, live, wanted), true);
      if (signal.aborted) return;
      for await (const event of cluster.watch({ ...whole, resourceVersion, signal })) {
        if (event.type === 'BOOKMARK') continue;
        tell((live, wanted) => {
          const key = objectKey(objectIdOf(event.object));
          if (event.type === 'DELETED') live.delete(key);
          else if (wanted.has(key)) live.set(key, event.object);
        }, true);
      }
    } catch (error) {
      if (error instanceof ForbiddenError && parts.length > 0) {
        return followParts(parts, options, signal, tell);
      }
      // Gone, away, not allowed: listing again tells, until whoever waits gives up.
      await clock.sleep(pauseAfterFailure, signal).catch(() => undefined);
    }
  }
}

async function followParts(
  parts: readonly ListOptions[],
  options: FollowOptions,
  signal: AbortSignal,
  tell: Tell,
): Promise<void> {
  const unlisted = new Set(parts);
  const followers = parts.map((part) =>
    followGroup(alone(part), options, signal, (update) => {
      unlisted.delete(part);
      tell(update, unlisted.size === 0);
    }),
  );
  await Promise.all(followers);
}

function replaceGroup(
  group: ListOptions,
  items: readonly Manifest[],
  live: Map<string, Manifest>,
  wanted: ReadonlySet<string>,
): void {
  for (const [key, object] of live) {
    const { namespace } = object.metadata;
    const ofKind = object.apiVersion === group.apiVersion && object.kind === group.kind;
    const ofGroup = ofKind && isNamed(object, group);
    if (ofGroup && (group.namespace === undefined || group.namespace === namespace)) {
      live.delete(key);
    }
  }
  for (const item of items) {
    const key = objectKey(objectIdOf(item));
    if (wanted.has(key)) live.set(key, item);
  }
}

function isNamed({ metadata }: Manifest, { fieldSelector }: ListOptions): boolean {
  return fieldSelector === undefined || fieldSelector === `metadata.name=${metadata.name}`;
}
