import { type ObjectId, objectKey } from '../model/object-id.ts';
import type { LiveIdentity } from '../plan/plan.ts';
import type { ApplyOutcome } from './apply.ts';
import type { LiveObjects } from './follow.ts';
import { healthOf } from './health-of.ts';
import type { ApplyRun } from './run.ts';
import { waitFor } from './wait-for.ts';

/** An object whose deletion may have been asked for. */
export interface Deletion {
  readonly id: ObjectId;
  readonly apiVersion: string;
  readonly live: LiveIdentity;
}

export interface WaitDeletedOptions {
  /** Whether they are followed each for itself: also without the target's label. Default no. */
  readonly alone?: boolean;
}

/** Waits until deleted objects are gone, for as long as the plan's timeout. */
export async function waitDeleted(
  run: ApplyRun,
  prunes: readonly Deletion[],
  { alone = false }: WaitDeletedOptions = {},
): Promise<ApplyOutcome | undefined> {
  const left = new Map(prunes.map((prune) => [objectKey(prune.id), prune]));
  for (const key of left.keys()) if (!run.deleting.has(key)) left.delete(key);
  if (left.size === 0) return undefined;
  let last: LiveObjects = new Map();
  const followed = [...left.values()].map((one) => ({ ...one, alone }));
  const waited = await waitFor(run, followed, (live) => {
    last = live;
    for (const [key, prune] of left) {
      if (live.get(key)?.metadata.uid === prune.live.uid) continue;
      left.delete(key);
      run.deleted.add(key);
    }
    return left.size === 0 ? 'gone' : undefined;
  });
  if (waited.ended === 'judged') return undefined;
  run.unhealthy = [...left].flatMap(([key, { id }]) => {
    const object = last.get(key);
    return object === undefined ? [] : [{ id, ...healthOf(object, new Map()) }];
  });
  return waited.ended === 'superseded' ? 'superseded' : 'unhealthy';
}
