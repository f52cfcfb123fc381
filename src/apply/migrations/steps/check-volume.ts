import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { conditionOf, isTrue } from '../../conditions.ts';
import { find } from '../guarded.ts';
import { done, nothing, type StepKind, underWay, unverifiable } from '../step-kind.ts';
import { findClaim, findVolume, isBound, mountsClaim } from '../volumes.ts';

type CheckVolume = Extract<StepAction, { kind: 'check-volume' }>;

export const checkVolume: StepKind<CheckVolume> = {
  precheck: nothing,
  act: nothing,
  async verify({ volume, claim, pod }, on) {
    const [kept, bound] = [await findVolume(volume, on), await findClaim(claim, on)];
    const pvc = `PersistentVolumeClaim/${claim.namespace}/${claim.name}`;
    if (kept === undefined) return unverifiable(`PersistentVolume/${volume.name} is gone`);
    if (bound === undefined) return unverifiable(`${pvc} is gone`);
    if (!isBound(kept, bound))
      return underWay(`${pvc} to be bound to PersistentVolume/${volume.name}`);
    const reference = { apiVersion: 'v1', kind: 'Pod', namespace: claim.namespace, name: pod };
    const live = await find(reference, on);
    const isReady =
      live !== undefined && mountsClaim(live, claim.name) && isTrue(conditionOf(live, 'Ready'));
    return isReady ? done : underWay(`Pod/${claim.namespace}/${pod} to be ready on ${pvc}`);
  },
};
