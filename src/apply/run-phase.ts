import type { Phase, Wave } from '../plan/plan.ts';
import type { ApplyOutcome } from './apply.ts';
import { applyStage } from './apply-stage.ts';
import { runHooks } from './hooks/run-hooks.ts';
import { runMigrations } from './migrations/run-migrations.ts';
import type { ApplyRun } from './run.ts';
import { waitForChecks } from './wait-for-checks.ts';
import { waitForWave } from './wait-for-wave.ts';

/** What stopped a phase; `undefined` where it is done. */
export async function runPhase(run: ApplyRun, phase: Phase): Promise<ApplyOutcome | undefined> {
  const stopped = await runMigrations(run, phase);
  if (stopped !== undefined) return stopped;
  for (const wave of phase.waves) {
    const ended = await runWave(run, phase, wave);
    if (ended !== undefined) return ended;
  }
  return phase.name === 'Sync' ? waitForChecks(run) : undefined;
}

/** Objects first, then hooks, then health: all of it before the next wave begins. */
async function runWave(run: ApplyRun, phase: Phase, wave: Wave): Promise<ApplyOutcome | undefined> {
  const step = wave.title === '' ? phase.name : `${phase.name}/${wave.title}`;
  for (const stage of wave.stages) {
    const stopped = await applyStage(run, step, stage);
    if (stopped !== undefined) return stopped;
  }
  const stopped = await runHooks(run, step, wave.hooks);
  return stopped ?? waitForWave(run, step, wave);
}
