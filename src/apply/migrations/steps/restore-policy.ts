import { formerPolicyAnnotation } from '../../../model/identity.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { Manifest } from '../../../model/manifest.ts';
import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { changeSame } from '../guarded.ts';
import { done, notDone, type StepKind, unverifiable } from '../step-kind.ts';
import { findClaim, findVolume, isBound, policyOf, volumeObject } from '../volumes.ts';

type RestorePolicy = Extract<StepAction, { kind: 'restore-policy' }>;

export const restorePolicy: StepKind<RestorePolicy> = {
  async precheck({ volume, claim }, on) {
    const [live, bound] = [await findVolume(volume, on), await findClaim(claim, on)];
    if (live !== undefined && bound !== undefined && isBound(live, bound)) return undefined;
    const text = `PersistentVolume/${volume.name} is not bound to PersistentVolumeClaim/${claim.namespace}/${claim.name}`;
    return { passes: true, text };
  },
  act: ({ volume, policy }, on) =>
    changeSame(volumeObject(volume), on, (live) => restoredPolicy(live, policy)),
  async verify({ volume, policy }, on) {
    const live = await findVolume(volume, on);
    if (live === undefined) return unverifiable(`PersistentVolume/${volume.name} is gone`);
    return restoredPolicy(live, policy) === undefined ? done : notDone;
  },
};

/** What gives a volume its policy back; nothing where somebody has decided otherwise since. */
export function restoredPolicy(live: Manifest, policy: string): JsonObject | undefined {
  const former = live.metadata.annotations?.[formerPolicyAnnotation];
  if (former === undefined) return undefined;
  const annotations = { [formerPolicyAnnotation]: null };
  return policyOf(live) === 'Retain'
    ? { metadata: { annotations }, spec: { persistentVolumeReclaimPolicy: policy } }
    : { metadata: { annotations } };
}
