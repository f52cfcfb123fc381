import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { deleteSame, verifyGone } from '../guarded.ts';
import { nothing, type StepKind } from '../step-kind.ts';

type ReleasePods = Extract<StepAction, { kind: 'release-pods' }>;

export const releasePods: StepKind<ReleasePods> = {
  precheck: nothing,
  act: ({ object }, on) => deleteSame(object, on, { propagation: 'Orphan' }),
  verify: ({ object }, on) => verifyGone(object, on),
};
