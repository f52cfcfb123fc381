import type { Rendered } from '../../model/manifest.ts';
import { objectIdOf, objectKey } from '../../model/object-id.ts';
import type { Desired } from '../../plan/desired.ts';
import type { Observation } from '../../plan/observe.ts';
import type { SkipReason } from '../../plan/skip-reason.ts';
import type { DriftSettings } from './judge-object.ts';
import { spareObject } from './spare-object.ts';
import type { TrackedObject } from './tracked-object.ts';

export interface SpareContext {
  readonly tracked: (key: string) => TrackedObject | undefined;
  readonly settings: DriftSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const leftAlone: SkipReason = {
  code: 'DRIFT_LEFT_ALONE',
  text: 'it was changed on the cluster, and the policy for drift is to leave that so',
};

/** The desired objects without what is to stay as somebody left it; the same where nothing is. */
export function spareDesired(
  desired: Desired,
  { live }: Observation,
  { tracked, settings, now }: SpareContext,
): Desired {
  const left = new Map<string, SkipReason>();
  const objects = desired.objects.map((object): Rendered => {
    const key = objectKey(objectIdOf(object.manifest));
    const spared = spareObject(object.manifest, live.get(key), tracked(key), settings, now);
    if (spared === 'nothing') left.set(key, leftAlone);
    return spared === 'nothing' || spared === object.manifest
      ? object
      : { ...object, manifest: spared };
  });
  const same =
    left.size === 0 && objects.every((object, index) => object === desired.objects[index]);
  return same ? desired : { ...desired, objects, leftAlone: left, whole: desired };
}
