import { formerPolicyAnnotation } from '../../../model/identity.ts';
import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { changeSame } from '../guarded.ts';
import { done, notDone, nothing, type StepKind, unverifiable } from '../step-kind.ts';
import { findVolume, policyOf, volumeObject } from '../volumes.ts';
import { restoredPolicy } from './restore-policy.ts';

type KeepVolume = Extract<StepAction, { kind: 'keep-volume' }>;

export const keepVolume: StepKind<KeepVolume> = {
  precheck: nothing,
  act: ({ volume, policy }, on) =>
    changeSame(volumeObject(volume), on, (live) =>
      policyOf(live) === 'Retain'
        ? undefined
        : {
            // Both in one write: the policy to restore is known wherever the volume is kept.
            metadata: { annotations: { [formerPolicyAnnotation]: policy } },
            spec: { persistentVolumeReclaimPolicy: 'Retain' },
          },
    ),
  async verify({ volume }, on) {
    const live = await findVolume(volume, on);
    if (live === undefined) return unverifiable(`PersistentVolume/${volume.name} is gone`);
    return policyOf(live) === 'Retain' ? done : notDone;
  },
  undo: ({ volume, policy }, on) =>
    changeSame(volumeObject(volume), on, (live) => restoredPolicy(live, policy)),
};
