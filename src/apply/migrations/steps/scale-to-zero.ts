import type { Manifest } from '../../../model/manifest.ts';
import { valueAt } from '../../../model/manifest.ts';
import type { StepAction, StepObject } from '../../../plan/migrations/step-action.ts';
import { formatLabelSelector } from '../../label-selector.ts';
import { changeSame, findSame } from '../guarded.ts';
import { done, notDone, nothing, type StepContext, type StepKind, underWay } from '../step-kind.ts';

type ScaleToZero = Extract<StepAction, { kind: 'scale-to-zero' }>;

export const scaleToZero: StepKind<ScaleToZero> = {
  precheck: nothing,
  act: ({ workload }, on) => changeSame(workload, on, (live) => scaled(live, 0)),
  async verify({ workload }, on) {
    const live = await findSame(workload, on);
    // Deleted by somebody, it has no more pods either, or the claim's own check finds them.
    if (live === undefined) return done;
    if (valueAt(live, ['spec', 'replicas']) !== 0) return notDone;
    const [pod] = await podsOf(live, workload, on);
    return pod === undefined
      ? done
      : underWay(`Pod/${workload.namespace}/${pod.metadata.name} to be gone`);
  },
  undo: ({ workload, replicas }, on) =>
    changeSame(workload, on, (live) => scaled(live, Math.max(1, replicas))),
};

function scaled(live: Manifest, replicas: number) {
  return valueAt(live, ['spec', 'replicas']) === replicas ? undefined : { spec: { replicas } };
}

/** The pods of a Deployment's ReplicaSets, those that are just stopping too. */
async function podsOf(
  live: Manifest,
  workload: StepObject,
  { cluster, signal }: StepContext,
): Promise<readonly Manifest[]> {
  const labelSelector = formatLabelSelector(valueAt(live, ['spec', 'selector']));
  const { items } = await cluster.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: workload.namespace,
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(signal === undefined ? {} : { signal }),
  });
  const prefix = new RegExp(`^${workload.name}-[a-z0-9]+$`);
  return items.filter(({ metadata }) =>
    metadata.ownerReferences?.some(({ kind, name }) => kind === 'ReplicaSet' && prefix.test(name)),
  );
}
