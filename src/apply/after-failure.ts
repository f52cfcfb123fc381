import type { PhaseName } from '../plan/plan.ts';
import type { ApplyOutcome } from './apply.ts';
import { type ApplyRun, changed } from './run.ts';
import { runPhase } from './run-phase.ts';

/** What comes after a phase that was stopped: the hooks for failures, and a word on those that wait. */
export async function afterFailure(run: ApplyRun, outcome: ApplyOutcome): Promise<ApplyOutcome> {
  const { reached, plan } = run;
  if (outcome === 'superseded') tellFolded(run);
  if (outcome === 'failed' || outcome === 'unhealthy') {
    const unhealthy = run.unhealthy;
    for (const phase of plan.phases) {
      if (phase.name === 'SyncFail') await runPhase(run, phase);
    }
    run.unhealthy = unhealthy;
  }
  run.reached = reached;
  return outcome;
}

/** Hooks of this revision that gave way to those of the next. */
function tellFolded(run: ApplyRun): void {
  const later = run.plan.phases.filter(({ name }) => laterPhases.has(name));
  const hooks = later.flatMap(({ waves }) => waves.flatMap((wave) => wave.hooks));
  for (const { id, action, step } of hooks) {
    if (action !== 'run' || run.begun.has(step)) continue;
    const reason = 'a newer revision is here: the hook runs for that one instead';
    changed(run, { id, action: 'skipped', reason });
  }
}

const laterPhases: ReadonlySet<PhaseName> = new Set(['Sync', 'PostSync']);
