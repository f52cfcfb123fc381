import { hookFinalizer, hookStepAnnotation } from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { ApplyRun } from '../run.ts';
import { type HookEnd, release } from './hook-object.ts';
import { deleteRun } from './make-way.ts';

/** Does what was left undone when an attempt stopped between the record of an end and the object. */
export async function tidyHook(
  run: ApplyRun,
  hook: PlannedHook,
  outcome: HookEnd['outcome'],
): Promise<void> {
  const { live, step } = hook;
  if (live?.metadata.annotations?.[hookStepAnnotation] !== step) return;
  if (live.metadata.finalizers?.includes(hookFinalizer) !== true && !goes(hook, outcome)) return;
  await tidyObject(run, hook, live, outcome);
}

/** Deletes the object of a run that has ended, where the policy says so; else lets it go. */
export async function tidyObject(
  run: ApplyRun,
  hook: PlannedHook,
  live: Manifest,
  outcome: HookEnd['outcome'],
): Promise<void> {
  if (goes(hook, outcome)) await deleteRun(run, live);
  else await release(run.context.cluster, live);
}

function goes({ deletePolicies }: PlannedHook, outcome: HookEnd['outcome']): boolean {
  return deletePolicies.includes(outcome === 'Succeeded' ? 'HookSucceeded' : 'HookFailed');
}
