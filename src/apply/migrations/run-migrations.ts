import type { Phase } from '../../plan/plan.ts';
import type { ApplyOutcome } from '../apply.ts';
import { type ApplyRun, stepFinished, stepStarted } from '../run.ts';
import { runStep } from './run-step.ts';

/** Runs the steps that a phase has of each migration, one after the other; stops at the first that does not end well. */
export async function runMigrations(
  run: ApplyRun,
  phase: Phase,
): Promise<ApplyOutcome | undefined> {
  for (const migration of phase.migrations) {
    const left = migration.steps.filter(({ state }) => state !== 'done');
    if (left.length === 0) continue;
    stepStarted(run, `${phase.name}/${migration.id}`, left.length);
    for (const step of left) {
      run.context.signal?.throwIfAborted();
      const stopped = await runStep(run, migration, step);
      if (stopped !== undefined) return stopped;
    }
    stepFinished(run);
  }
  return undefined;
}
