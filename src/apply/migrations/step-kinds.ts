import type { StepAction } from '../../plan/migrations/step-action.ts';
import type { StepKind } from './step-kind.ts';
import { checkVolume } from './steps/check-volume.ts';
import { createClaim } from './steps/create-claim.ts';
import { deleteClaim } from './steps/delete-claim.ts';
import { deleteObject } from './steps/delete-object.ts';
import { growClaim } from './steps/grow-claim.ts';
import { keepVolume } from './steps/keep-volume.ts';
import { labelPods } from './steps/label-pods.ts';
import { record } from './steps/record.ts';
import { releasePods } from './steps/release-pods.ts';
import { reserveVolume } from './steps/reserve-volume.ts';
import { restorePolicy } from './steps/restore-policy.ts';
import { scaleToZero } from './steps/scale-to-zero.ts';

type Kinds = {
  readonly [Kind in StepAction['kind']]: StepKind<Extract<StepAction, { kind: Kind }>>;
};

/** Everything that a step can do: there is no other way for a migration to touch a cluster. */
const kinds: Kinds = {
  record,
  'keep-volume': keepVolume,
  'restore-policy': restorePolicy,
  'scale-to-zero': scaleToZero,
  'delete-claim': deleteClaim,
  'reserve-volume': reserveVolume,
  'create-claim': createClaim,
  'check-volume': checkVolume,
  'grow-claim': growClaim,
  'release-pods': releasePods,
  'label-pods': labelPods,
  'delete-object': deleteObject,
};

export function kindOf(action: StepAction): StepKind<StepAction> {
  // Each kind takes the actions of its own name, and this one has it.
  return kinds[action.kind] as StepKind<StepAction>;
}
