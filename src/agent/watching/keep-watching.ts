import type { Manifest } from '../../model/manifest.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Cluster } from '../../model/ports/cluster.ts';
import { ForbiddenError, GoneError } from '../../model/ports/cluster-errors.ts';
import { type Backoff, retryDelay } from '../backoff.ts';
import type { WatchPlace, WatchPlan } from './watched-kind.ts';

/** Who is told of what a watch shows. What it throws ends the agent: it must not. */
export interface WatchListener {
  /** Everything that there is at a place now: what is not among it is gone. */
  listed(place: WatchPlace, objects: readonly Manifest[]): void;
  /** One object has come, moved or gone; `DELETED` is also what lost the label of the selector. */
  changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Manifest): void;
  /** A place cannot be watched; it is tried again after a growing pause. */
  failed?(place: WatchPlace, error: unknown): void;
}

export interface WatchingContext {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
}

const backoff: Backoff = { initial: 1_000, limit: 60_000 };
/** A watch that lived this long was a good one, though it showed nothing; milliseconds. */
const goodLife = 30_000;

/**
 * Lists and watches until the signal aborts: lists again when the server has
 * forgotten the version to go on from, and after a growing pause when it is
 * away. Namespace by namespace where all of them may not be watched at once.
 * Never rejects.
 */
export async function keepWatching(
  { whole, parts }: WatchPlan,
  listener: WatchListener,
  context: WatchingContext,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random } = context;
  let failures = 0;
  while (!signal.aborted) {
    const began = clock.now();
    const ended = await watchOnce(whole, listener, context, signal);
    if (signal.aborted) return;
    if (ended.error instanceof ForbiddenError && parts.length > 0) {
      return watchEach(parts, listener, context, signal);
    }
    failures = ended.showed || clock.now() - began >= goodLife ? 1 : failures + 1;
    if (ended.error instanceof GoneError && failures === 1) continue;
    if (ended.error !== undefined) listener.failed?.(whole, ended.error);
    await clock.sleep(retryDelay(failures, backoff, random), signal).catch(() => undefined);
  }
}

async function watchEach(
  places: readonly WatchPlace[],
  listener: WatchListener,
  context: WatchingContext,
  signal: AbortSignal,
): Promise<void> {
  const plans = places.map((whole) => ({ whole, parts: [] }));
  await Promise.all(plans.map((plan) => keepWatching(plan, listener, context, signal)));
}

/** How a watch ended, and whether it showed anything before. */
interface Ended {
  readonly showed: boolean;
  readonly error: unknown;
}

/** One list, and the watch that goes on from it until it breaks. */
async function watchOnce(
  place: WatchPlace,
  listener: WatchListener,
  { cluster }: WatchingContext,
  signal: AbortSignal,
): Promise<Ended> {
  let showed = false;
  try {
    const resourceVersion = await listOnce(place, listener, cluster, signal);
    for await (const event of cluster.watch({ ...place, resourceVersion, signal })) {
      if (signal.aborted) break;
      showed = true;
      if (event.type !== 'BOOKMARK') listener.changed(event.type, event.object);
    }
    return { showed, error: undefined };
  } catch (error) {
    return { showed, error };
  }
}

/**
 * Tells of all that there is; gives the version to go on from. Apart from the
 * watch that follows, which would keep the whole list in memory while it lasts.
 */
async function listOnce(
  place: WatchPlace,
  listener: WatchListener,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<string> {
  const { items, resourceVersion } = await cluster.list({ ...place, signal });
  if (!signal.aborted) listener.listed(place, items);
  return resourceVersion;
}
