import type { Manifest } from '../../../model/manifest.ts';
import type { StepAction, StepObject } from '../../../plan/migrations/step-action.ts';
import { changeSame, findSame } from '../guarded.ts';
import { done, notDone, nothing, type StepContext, type StepKind } from '../step-kind.ts';

type LabelPods = Extract<StepAction, { kind: 'label-pods' }>;

export const labelPods: StepKind<LabelPods> = {
  precheck: nothing,
  async act(action, on) {
    for (const pod of await unlabelled(action, on)) {
      await changeSame(pod, on, (live) =>
        isFree(live) && lacks(live, action.labels)
          ? { metadata: { labels: action.labels } }
          : undefined,
      );
    }
  },
  verify: async (action, on) => ((await unlabelled(action, on)).length === 0 ? done : notDone),
};

/** Pods that still run, that nobody owns, and that lack a label. */
async function unlabelled(
  { pods, labels }: LabelPods,
  on: StepContext,
): Promise<readonly StepObject[]> {
  const found: StepObject[] = [];
  for (const pod of pods) {
    const live = await findSame(pod, on);
    if (live !== undefined && isFree(live) && lacks(live, labels)) found.push(pod);
  }
  return found;
}

function isFree({ metadata }: Manifest): boolean {
  const isOwned = metadata.ownerReferences?.some(({ controller }) => controller === true) === true;
  return !isOwned && metadata.deletionTimestamp === undefined;
}

function lacks({ metadata }: Manifest, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).some(([label, value]) => metadata.labels?.[label] !== value);
}
