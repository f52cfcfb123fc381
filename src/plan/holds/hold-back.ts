import { objectKey } from '../../model/object-id.ts';
import type { PlannedHook } from '../hooks/planned-hook.ts';
import type { PlannedMigration } from '../migrations/planned-migration.ts';
import type { Phase, PlannedObject, PlannedPrune, Stage, Wave } from '../plan.ts';
import type { Hold, WaitingChange } from './hold.ts';
import { isSafe, readBy } from './safe-change.ts';

export interface HeldBack {
  /** What goes now. */
  readonly phases: readonly Phase[];
  readonly prunes: readonly PlannedPrune[];
  /** What does not, in the order in which it would have gone. */
  readonly waiting: readonly WaitingChange[];
}

/**
 * Takes out of a plan what has to wait: everything for an approval, else what
 * disrupts, what comes after that, and what belongs to it. Where a hook or a
 * migration is to begin, nothing goes without it. What was begun goes on.
 */
export function holdBack(
  phases: readonly Phase[],
  prunes: readonly PlannedPrune[],
  holds: readonly Hold[],
): HeldBack {
  if (holds.length === 0) return { phases, prunes, waiting: [] };
  const holding = {
    waiting: [] as WaitingChange[],
    together: readByDisrupted(phases),
    closed: holds.some(({ by }) => by === 'approval') || phases.some(beginsSomething),
  };
  const going = phases.map((phase) => (isOnRequest(phase) ? phase : holdPhase(phase, holding)));
  const deletions = prunes.map(({ id, reason }) => ({ what: 'delete' as const, id, reason }));
  return { phases: going, prunes: [], waiting: [...holding.waiting, ...deletions] };
}

interface Holding {
  readonly waiting: WaitingChange[];
  /** Keys of what goes together with something that waits. */
  readonly together: ReadonlySet<string>;
  /** Whether something before this waits, so that everything after it does. */
  closed: boolean;
}

function holdPhase(phase: Phase, holding: Holding): Phase {
  const { waiting } = holding;
  const later = phase.migrations.filter((one) => isAhead(one) && !isBegun(one));
  for (const { object, title } of later) {
    waiting.push({ what: 'migration', id: object, reason: title });
  }
  return {
    ...phase,
    migrations: phase.migrations.filter((one) => !later.includes(one)),
    waves: phase.waves.map((wave) => holdWave(wave, holding)),
  };
}

function holdWave(wave: Wave, holding: Holding): Wave {
  const { waiting } = holding;
  const before = waiting.length;
  const stages = wave.stages.map((stage) => holdStage(stage, holding));
  const hooks = wave.hooks.filter(isToBegin);
  for (const { id, reason } of hooks) waiting.push({ what: 'hook', id, reason });
  if (waiting.length > before) holding.closed = true;
  return {
    ...wave,
    stages: stages.filter(({ objects }) => objects.length > 0),
    hooks: wave.hooks.filter((hook) => !isToBegin(hook)),
  };
}

function holdStage(stage: Stage, { waiting, together, closed }: Holding): Stage {
  const waits = (object: PlannedObject) =>
    object.action !== 'unchanged' &&
    (closed ||
      !isSafe(object) ||
      (object.action === 'update' && together.has(objectKey(object.id))));
  for (const { id, reason } of stage.objects.filter(waits)) {
    waiting.push({ what: 'apply', id, reason });
  }
  return { ...stage, objects: stage.objects.filter((object) => !waits(object)) };
}

/** What a workload that has to wait reads: new settings must not reach the old workload. */
function readByDisrupted(phases: readonly Phase[]): ReadonlySet<string> {
  const objects = phases
    .flatMap(({ waves }) => waves.flatMap(({ stages }) => stages))
    .flatMap((stage) => stage.objects);
  return new Set(objects.filter((one) => !isSafe(one)).flatMap((one) => [...readBy(one)]));
}

/** Phases that run on an occasion of their own. */
function isOnRequest({ name }: Phase): boolean {
  return name === 'SyncFail' || name === 'PreDelete' || name === 'PostDelete';
}

function beginsSomething(phase: Phase): boolean {
  if (isOnRequest(phase)) return false;
  const migrates = phase.migrations.some((one) => isAhead(one) && !isBegun(one));
  return migrates || phase.waves.some(({ hooks }) => hooks.some(isToBegin));
}

function isToBegin({ action }: PlannedHook): boolean {
  return action === 'run';
}

function isAhead({ steps }: PlannedMigration): boolean {
  return steps.some(({ state }) => state !== 'done');
}

function isBegun({ begun }: PlannedMigration): boolean {
  return begun;
}
