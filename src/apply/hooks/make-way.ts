import { hookStepAnnotation, targetLabel } from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import { objectIdOf } from '../../model/object-id.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import { type ApplyRun, changed } from '../run.ts';
import { waitFor } from '../wait-for.ts';
import { endOf, referenceOf, release } from './hook-object.ts';
import { hookInTheWay } from './questions.ts';

/**
 * Takes what an earlier run left out of the way of the next. Whether that worked:
 * what is nobody's run, or is to be kept, stays and is said.
 */
export async function makeWay(run: ApplyRun, hook: PlannedHook): Promise<boolean> {
  for (const live of await leftBehind(run, hook)) {
    if (!mayGo(run, hook, live)) return false;
    if (!(await deleteRun(run, live))) {
      const what = 'the object of an earlier run is being deleted, and does not go away';
      hookInTheWay(run, hook, what, 'look at its finalizers');
      return false;
    }
  }
  return true;
}

async function leftBehind(run: ApplyRun, hook: PlannedHook): Promise<readonly Manifest[]> {
  const { cluster, signal } = run.context;
  if (!hook.generated) {
    const live = await cluster.get(referenceOf(hook.manifest), signal);
    return live === undefined ? [] : [live];
  }
  if (!hook.deletePolicies.includes('BeforeHookCreation')) return [];
  const { apiVersion, kind, metadata } = hook.manifest;
  const { namespace } = metadata;
  const labelSelector = `${targetLabel}=${run.plan.target}`;
  const place = namespace === undefined ? {} : { namespace };
  const { items } = await cluster.list({ apiVersion, kind, labelSelector, ...place });
  return items.filter((live) => isOfStep(live, hook));
}

function isOfStep({ metadata }: Manifest, { step }: PlannedHook): boolean {
  return metadata.annotations?.[hookStepAnnotation] === step;
}

function mayGo(run: ApplyRun, hook: PlannedHook, live: Manifest): boolean {
  const { annotations, labels } = live.metadata;
  const ours =
    labels?.[targetLabel] === run.plan.target && annotations?.[hookStepAnnotation] !== undefined;
  const argos = labels?.[targetLabel] === undefined && annotations?.[argoHook] !== undefined;
  if (!ours && !argos) {
    const what = 'an object of that name exists, and is no run of this hook';
    hookInTheWay(run, hook, what, 'rename the hook, or delete the object if nobody needs it');
    return false;
  }
  if (endOf(live, run.context.healthRules ?? new Map()) === undefined) {
    const whose = ours ? 'another hook' : 'Argo CD';
    hookInTheWay(run, hook, `a run by ${whose} goes on under that name`, 'wait for its end');
    return false;
  }
  if (!hook.deletePolicies.includes('BeforeHookCreation')) {
    const what = 'the object of an earlier run is still there, and hook-delete-policy keeps it';
    hookInTheWay(run, hook, what, 'delete it, or add BeforeHookCreation to the policy');
    return false;
  }
  return true;
}

const argoHook = 'argocd.argoproj.io/hook';

/** Deletes the object of a run that has ended, and waits until it is gone. */
export async function deleteRun(run: ApplyRun, live: Manifest): Promise<boolean> {
  const { cluster } = run.context;
  const { uid = '' } = live.metadata;
  const id = objectIdOf(live);
  await release(cluster, live);
  const existed = await cluster.delete(referenceOf(live), { uid, propagation: 'Background' });
  if (!existed) return true;
  changed(run, { id, action: 'deleted', reason: 'its run has ended' });
  const followed = { id, apiVersion: live.apiVersion, alone: true };
  const waited = await waitFor(
    run,
    [followed],
    (seen) =>
      [...seen.values()].some(({ metadata }) => metadata.uid === uid) ? undefined : 'gone',
    { uninterrupted: true },
  );
  return waited.ended === 'judged';
}
