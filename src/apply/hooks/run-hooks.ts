import { concurrently } from '../../model/concurrently.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { ApplyOutcome } from '../apply.ts';
import { problemOf } from '../problem-of.ts';
import { type ApplyRun, changed, stepFinished, stepStarted } from '../run.ts';
import { runHook } from './run-hook.ts';

/** What matters most of what several hooks came to. */
const worst: readonly ApplyOutcome[] = ['blocked', 'failed', 'hook-running'];

/**
 * Runs the hooks of one wave, so many at a time. A hook holds its place until it
 * has ended, and waits for nothing that needs a place: the queue always moves.
 * Once one has failed no other begins; those that run are waited for.
 */
export async function runHooks(
  run: ApplyRun,
  step: string,
  hooks: readonly PlannedHook[],
): Promise<ApplyOutcome | undefined> {
  if (hooks.length === 0) return undefined;
  const due = hooks.filter(({ action }) => action !== 'done');
  stepStarted(run, `${step}/hooks`, due.length);
  const outcomes: ApplyOutcome[] = [];
  const one = async (hook: PlannedHook) => {
    if (outcomes.length > 0) return;
    run.begun.add(hook.step);
    try {
      const outcome = await runHook(run, hook);
      if (outcome !== undefined) outcomes.push(outcome);
    } catch (thrown) {
      run.context.signal?.throwIfAborted();
      const problem = problemOf(thrown, hook);
      run.problems.push(problem);
      changed(run, { id: hook.id, action: 'failed', reason: problem.what });
      outcomes.push('failed');
    }
  };
  await concurrently(hooks, run.context.hooksAtOnce ?? 10, one, run.context.signal);
  if (outcomes.length > 0) return worst.find((outcome) => outcomes.includes(outcome));
  stepFinished(run);
  return undefined;
}
