import type { Manifest } from '../../../model/manifest.ts';
import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { changeSame, findSame } from '../guarded.ts';
import { done, notDone, nothing, type StepKind } from '../step-kind.ts';

type DropFinalizer = Extract<StepAction, { kind: 'drop-finalizer' }>;

export const dropFinalizer: StepKind<DropFinalizer> = {
  precheck: nothing,
  act: ({ object, finalizer }, on) =>
    changeSame(object, on, (live) =>
      finalizersOf(live).includes(finalizer)
        ? { metadata: { finalizers: finalizersOf(live).filter((one) => one !== finalizer) } }
        : undefined,
    ),
  async verify({ object, finalizer }, on) {
    const live = await findSame(object, on);
    return live !== undefined && finalizersOf(live).includes(finalizer) ? notDone : done;
  },
};

function finalizersOf({ metadata }: Manifest): readonly string[] {
  const { finalizers } = metadata;
  return Array.isArray(finalizers) ? finalizers.map(String) : [];
}
