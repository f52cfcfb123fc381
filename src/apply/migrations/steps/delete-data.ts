import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { deleteSame, verifyGone } from '../guarded.ts';
import type { StepKind } from '../step-kind.ts';
import { findUser } from '../volumes.ts';

type DeleteData = Extract<StepAction, { kind: 'delete-data' }>;

export const deleteData: StepKind<DeleteData> = {
  async precheck({ object }, on) {
    const user = await findUser(object, on);
    if (user === undefined) return undefined;
    return { passes: true, text: `Pod/${object.namespace}/${user.metadata.name} still uses it` };
  },
  act: ({ object }, on) => deleteSame(object, on),
  verify: ({ object }, on) => verifyGone(object, on),
};
