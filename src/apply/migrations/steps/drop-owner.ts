import type { Manifest, OwnerReference } from '../../../model/manifest.ts';
import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { changeSame, findSame } from '../guarded.ts';
import { done, notDone, nothing, type StepKind } from '../step-kind.ts';

type DropOwner = Extract<StepAction, { kind: 'drop-owner' }>;

export const dropOwner: StepKind<DropOwner> = {
  precheck: nothing,
  act: ({ object, owner }, on) =>
    changeSame(object, on, (live) => {
      const kept = ownersOf(live).filter(({ kind }) => kind !== owner);
      return kept.length === ownersOf(live).length
        ? undefined
        : { metadata: { ownerReferences: kept.map((one) => ({ ...one })) } };
    }),
  async verify({ object, owner }, on) {
    const live = await findSame(object, on);
    return live !== undefined && ownersOf(live).some(({ kind }) => kind === owner) ? notDone : done;
  },
};

function ownersOf({ metadata }: Manifest): readonly OwnerReference[] {
  return metadata.ownerReferences ?? [];
}
