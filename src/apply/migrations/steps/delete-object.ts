import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { deleteSame, verifyGone } from '../guarded.ts';
import { nothing, type StepKind } from '../step-kind.ts';

type DeleteObject = Extract<StepAction, { kind: 'delete-object' }>;

export const deleteObject: StepKind<DeleteObject> = {
  precheck: nothing,
  act: ({ object }, on) => deleteSame(object, on, { propagation: 'Background' }),
  verify: ({ object }, on) => verifyGone(object, on),
};
