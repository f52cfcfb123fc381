import type { Problem } from '../../model/errors.ts';
import type { StepLedger } from '../../model/ledger/step-ledger.ts';
import type { Rendered } from '../../model/manifest.ts';
import { formatObjectId, objectIdOf, objectKey } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { Desired } from '../desired.ts';
import type { Observation } from '../observe.ts';
import type { Decision, MigrationDraft } from './decision.ts';
import { planDeploymentToStatefulSet } from './deployment-to-stateful-set.ts';
import { factsOf, type OpenMigration, openMigrations, recordOf } from './open-migrations.ts';
import {
  type MigrationPhase,
  type PlannedMigration,
  type PlannedStep,
  type StepState,
  stepName,
} from './planned-migration.ts';
import { type RemainingClaim, remainingData } from './remaining-data.ts';
import { planStatefulSetChanges } from './stateful-set-changes.ts';

export interface PlannedMigrations {
  /** With the steps of the phase that they run in. */
  readonly byPhase: Readonly<Record<MigrationPhase, readonly PlannedMigration[]>>;
  /** Keys of StatefulSets that a migration makes anew, or has refused to: the server's refusal is dealt with. */
  readonly handled: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Data of shards and replicas that are no more. */
  readonly remaining: readonly RemainingClaim[];
}

/** Every migration that a target needs, or is in the middle of. */
export function planMigrations(
  { objects, target, whole }: Desired,
  observation: Observation,
): PlannedMigrations {
  const sets = objects.filter(({ manifest }) => manifest.kind === 'StatefulSet');
  const keys = new Set((whole?.objects ?? objects).map(keyOf));
  const open = openMigrations(observation.ledger);
  const problems: Problem[] = [];
  const warnings: Problem[] = [...observation.around.warnings];
  const handled = new Set<string>();
  const drafts: MigrationDraft[] = [];
  for (const set of sets) {
    const key = keyOf(set);
    const begun = open.filter(({ draft }) => objectKey(draft.object) === key);
    if (begun.length > 0) handled.add(key);
    problems.push(...begun.filter((one) => one.aborted).map((one) => aborted(target.name, one)));
    drafts.push(...begun.filter((one) => !one.aborted).map(({ draft }) => draft));
    if (begun.length > 0) continue;
    for (const decision of decisionsOn(set, keys, observation)) {
      problems.push(...decision.problems);
      warnings.push(...decision.warnings);
      if (decision.problems.length > 0 || decision.migration !== undefined) handled.add(key);
      if (decision.migration !== undefined) drafts.push(decision.migration);
    }
  }
  for (const one of open) {
    if (!keys.has(objectKey(one.draft.object)) && !one.aborted)
      problems.push(abandoned(target.name, one));
  }
  const planned = drafts.map((draft) => withStates(draft, observation.ledger));
  return {
    byPhase: {
      PreSync: planned.flatMap((one) => ofPhase(one, 'PreSync')),
      PostSync: planned.flatMap((one) => ofPhase(one, 'PostSync')),
    },
    handled,
    problems,
    warnings,
    remaining: remainingData(whole?.objects ?? objects, observation.around),
  };
}

function keyOf({ manifest }: Rendered): string {
  return objectKey(objectIdOf(manifest));
}

function decisionsOn(
  set: Rendered,
  keys: ReadonlySet<string>,
  observation: Observation,
): readonly Decision[] {
  // What is guarded is not applied: nothing is moved for it either.
  if (!observation.predictions.has(keyOf(set))) return [];
  return [
    planDeploymentToStatefulSet(set, keys, observation.around),
    planStatefulSetChanges(set, observation),
  ];
}

function withStates(draft: MigrationDraft, ledger: StepLedger): PlannedMigration {
  const steps = draft.steps.map((step): PlannedStep => {
    const record = recordOf(ledger, draft, step.id);
    const facts = step.action.kind === 'record' ? factsOf(draft) : {};
    return { ...step, state: stateOf(record), step: stepName(draft.id, step.id), record, facts };
  });
  return { ...draft, begun: steps.some(({ state }) => state !== 'pending'), steps };
}

function stateOf(record: StepRecord | undefined): StepState {
  switch (record?.outcome) {
    case 'Succeeded':
      return 'done';
    case 'Started':
      return 'begun';
    case 'Unknown':
      return 'asks';
    default:
      return 'pending';
  }
}

function ofPhase(migration: PlannedMigration, phase: MigrationPhase): readonly PlannedMigration[] {
  const steps = migration.steps.filter((step) => step.phase === phase);
  return steps.length === 0 ? [] : [{ ...migration, steps }];
}

function aborted(target: string, { draft }: OpenMigration): Problem {
  return problemOf(
    draft,
    'MIGRATION_ABORTED',
    `somebody has taken back what was done to ${draft.title}`,
    `change Git, or go on with: tidewatch migrate resume ${target}`,
  );
}

function abandoned(target: string, { draft }: OpenMigration): Problem {
  return problemOf(
    draft,
    'MIGRATION_UNDER_WAY',
    `it left Git in the middle of a migration: ${draft.title}`,
    `put it back into Git until that has ended, or take it back with: tidewatch migrate abort ${target}`,
  );
}

function problemOf(
  { object }: Pick<MigrationDraft, 'object'>,
  code: string,
  what: string,
  advice: string,
): Problem {
  return { code, position: undefined, subject: formatObjectId(object), what, advice };
}
