import { fieldManager } from '../../../model/identity.ts';
import type { Manifest } from '../../../model/manifest.ts';
import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { deleteSame, findSame, nameOf, textAt, verifyGone } from '../guarded.ts';
import { type Obstacle, StepBlockedError, type StepContext, type StepKind } from '../step-kind.ts';
import { findUser, findVolume, policyOf } from '../volumes.ts';
import { reserve } from './reserve-volume.ts';

type DeleteClaim = Extract<StepAction, { kind: 'delete-claim' }>;

export const deleteClaim: StepKind<DeleteClaim> = {
  precheck,
  async act(action, on) {
    const live = await findSame(action.object, on);
    if (live === undefined) return;
    // Looked at once more right before: nothing but this order keeps the volume.
    const obstacle = await precheck(action, on);
    if (obstacle !== undefined) {
      throw new StepBlockedError(`${nameOf(action.object)}: not deleted: ${obstacle.text}`);
    }
    await deleteSame(action.object, on);
  },
  verify: ({ object }, on) => verifyGone(object, on),
  async undo({ object, volume, claim }, on) {
    // The volume still knows the uid of the claim that is gone.
    await reserve(volume, object, on);
    await on.cluster.apply(claim as Manifest, { fieldManager, force: true });
  },
};

async function precheck(
  { object, volume }: DeleteClaim,
  on: StepContext,
): Promise<Obstacle | undefined> {
  const claim = await findSame(object, on);
  if (claim === undefined) return undefined;
  const kept = await findVolume(volume, on);
  const pv = `PersistentVolume/${volume.name}`;
  if (kept === undefined) return { passes: false, text: `${pv} is gone` };
  if (textAt(claim, 'spec', 'volumeName') !== volume.name) {
    return { passes: false, text: `it is not bound to ${pv}` };
  }
  if (policyOf(kept) !== 'Retain') {
    return {
      passes: false,
      text: `${pv} has the reclaim policy ${policyOf(kept)}: it would be lost`,
    };
  }
  const user = await findUser(object, on);
  if (user === undefined) return undefined;
  const text = `Pod/${object.namespace}/${user.metadata.name} still uses it`;
  return { passes: true, text };
}
