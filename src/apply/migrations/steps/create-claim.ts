import { fieldManager } from '../../../model/identity.ts';
import type { Manifest } from '../../../model/manifest.ts';
import type { ClaimName, StepAction } from '../../../plan/migrations/step-action.ts';
import { deleteSame, textAt, waitGone } from '../guarded.ts';
import {
  done,
  notDone,
  nothing,
  StepBlockedError,
  type StepKind,
  underWay,
  unverifiable,
} from '../step-kind.ts';
import { claimReference, findClaim, findUser, findVolume, isBound, policyOf } from '../volumes.ts';

type CreateClaim = Extract<StepAction, { kind: 'create-claim' }>;

export const createClaim: StepKind<CreateClaim> = {
  precheck: nothing,
  async act({ claim, volume }, on) {
    const name = nameIn(claim);
    const live = await findClaim(name, on);
    if (live === undefined) {
      await on.cluster.apply(claim as Manifest, { fieldManager });
    } else if (textAt(live, 'spec', 'volumeName') !== volume.name) {
      throw new StepBlockedError(
        `PersistentVolumeClaim/${name.namespace}/${name.name}: somebody else has made it, for another volume; delete it if it holds nothing`,
      );
    }
  },
  async verify({ claim, volume }, on) {
    const name = nameIn(claim);
    const subject = `PersistentVolumeClaim/${name.namespace}/${name.name}`;
    const live = await findClaim(name, on);
    if (live === undefined) return notDone;
    if (textAt(live, 'spec', 'volumeName') !== volume.name) {
      return unverifiable(`${subject} is for another volume than PersistentVolume/${volume.name}`);
    }
    const kept = await findVolume(volume, on);
    if (kept === undefined) return unverifiable(`PersistentVolume/${volume.name} is gone`);
    return isBound(kept, live) ? done : underWay(`${subject} to be bound`);
  },
  async undo({ claim, volume }, on) {
    const name = nameIn(claim);
    const subject = `PersistentVolumeClaim/${name.namespace}/${name.name}`;
    const live = await findClaim(name, on);
    if (live === undefined) return;
    const user = await findUser(name, on);
    if (user !== undefined) {
      throw new StepBlockedError(
        `${subject}: Pod/${name.namespace}/${user.metadata.name} uses it; delete StatefulSet/${name.namespace}/${user.metadata.name.replace(/-\d+$/, '')} first`,
      );
    }
    const kept = await findVolume(volume, on);
    if (kept === undefined || policyOf(kept) !== 'Retain') {
      throw new StepBlockedError(
        `${subject}: its volume would not outlive it; set the reclaim policy of PersistentVolume/${volume.name} to Retain first`,
      );
    }
    const { uid = '', resourceVersion } = live.metadata;
    const object = { ...claimReference(name), uid };
    await deleteSame(object, on, resourceVersion === undefined ? {} : { resourceVersion });
    await waitGone(object, on);
  },
};

function nameIn(claim: CreateClaim['claim']): ClaimName {
  const { namespace = '', name } = (claim as Manifest).metadata;
  return { namespace, name };
}
