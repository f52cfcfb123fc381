import type { ClaimName, StepAction, StepVolume } from '../../../plan/migrations/step-action.ts';
import { changeSame, textAt } from '../guarded.ts';
import {
  done,
  notDone,
  type Obstacle,
  StepBlockedError,
  type StepContext,
  type StepKind,
  unverifiable,
} from '../step-kind.ts';
import { findClaim, findVolume, isReservedFor, volumeObject } from '../volumes.ts';

type ReserveVolume = Extract<StepAction, { kind: 'reserve-volume' }>;

export const reserveVolume: StepKind<ReserveVolume> = {
  precheck: ({ volume, claim }, on) => heldBy(volume, claim, on),
  act: ({ volume, claim }, on) => reserve(volume, claim, on),
  async verify({ volume, claim }, on) {
    const live = await findVolume(volume, on);
    if (live === undefined) return unverifiable(`PersistentVolume/${volume.name} is gone`);
    return isReservedFor(live, claim, await findClaim(claim, on)) ? done : notDone;
  },
  async undo({ volume, before }, on) {
    const obstacle = await heldBy(volume, before, on);
    if (obstacle !== undefined)
      throw new StepBlockedError(`PersistentVolume/${volume.name}: ${obstacle.text}`);
    await reserve(volume, before, on);
  },
};

/** Another claim that lives and has the volume. */
async function heldBy(
  volume: StepVolume,
  next: ClaimName,
  on: StepContext,
): Promise<Obstacle | undefined> {
  const live = await findVolume(volume, on);
  if (live === undefined) return { passes: false, text: `PersistentVolume/${volume.name} is gone` };
  const namespace = textAt(live, 'spec', 'claimRef', 'namespace');
  const name = textAt(live, 'spec', 'claimRef', 'name');
  const uid = textAt(live, 'spec', 'claimRef', 'uid');
  if (uid === '' || (namespace === next.namespace && name === next.name)) return undefined;
  const holder = await findClaim({ namespace, name }, on);
  if (holder?.metadata.uid !== uid) return undefined;
  const text = `PersistentVolumeClaim/${namespace}/${name} is still bound to PersistentVolume/${volume.name}`;
  return { passes: true, text };
}

/** Reserves a volume for whichever claim has the name. */
export async function reserve(
  volume: StepVolume,
  claim: ClaimName,
  on: StepContext,
): Promise<void> {
  const live = await findClaim(claim, on);
  await changeSame(volumeObject(volume), on, (kept) =>
    isReservedFor(kept, claim, live)
      ? undefined
      : {
          spec: {
            claimRef: {
              apiVersion: 'v1',
              kind: 'PersistentVolumeClaim',
              namespace: claim.namespace,
              name: claim.name,
              // Without the old claim's uid the volume waits for whichever claim has the name.
              uid: null,
              resourceVersion: null,
            },
          },
        },
  );
}
