import type { Phase, PhaseName, PlannedAction, PlanSummary } from './plan.ts';

/** Phases that every attempt goes through. */
const ordinaryPhases: ReadonlySet<PhaseName> = new Set(['PreSync', 'Sync', 'PostSync']);

/** Counts what a plan does. Hooks and steps of migrations count where they have not come to an end. */
export function summarise(phases: readonly Phase[], skip: number, prune: number): PlanSummary {
  const waves = phases
    .filter(({ name }) => ordinaryPhases.has(name))
    .flatMap((phase) => phase.waves);
  const objects = waves.flatMap(({ stages }) => stages.flatMap((stage) => stage.objects));
  const count = (action: PlannedAction) =>
    objects.filter((object) => object.action === action).length;
  const steps = phases.flatMap(({ migrations }) => migrations.flatMap((one) => one.steps));
  const hooks = waves.flatMap((wave) => wave.hooks);
  return {
    create: count('create'),
    update: count('update'),
    unchanged: count('unchanged'),
    skip,
    prune,
    steps: steps.filter(({ state }) => state !== 'done').length,
    hooks: hooks.filter(({ action }) => action === 'run' || action === 'resume').length,
  };
}
