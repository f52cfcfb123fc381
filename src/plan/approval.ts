import type { StepLedger } from '../model/ledger/step-ledger.ts';
import { approvedPlanStep } from '../model/ledger/step-names.ts';
import { formatFieldPath } from '../model/manifest.ts';
import { type ObjectId, objectKey } from '../model/object-id.ts';
import type { Target } from '../model/target.ts';
import { budgetReasons, type DeletionBudget } from './deletion-budget.ts';
import { digestOf, planDigest } from './digest.ts';
import type { Approval, Phase, PlannedPrune } from './plan.ts';

export interface ApprovalQuestion {
  readonly target: Target;
  /** Digest of everything the target renders. */
  readonly rendered: string;
  readonly phases: readonly Phase[];
  readonly prunes: readonly PlannedPrune[];
  /** Reasons of the objects themselves to ask before they are deleted. */
  readonly confirmations: readonly string[];
  /** How many objects the target has on record. */
  readonly recorded: number;
  readonly budget: DeletionBudget;
  /** Whether deleting an object needs no budget. */
  readonly uncounted: (id: ObjectId) => boolean;
  readonly approvals: ReadonlySet<string>;
  /** Whether the target left Git. */
  readonly retire: boolean;
  readonly ledger: StepLedger;
}

/** Whether a plan has to be approved, by what digest, and whether it is. */
export function approvalOf(question: ApprovalQuestion): Approval & { readonly digest: string } {
  const { target, rendered, phases, prunes, approvals } = question;
  const approved = approvedDigests(target, approvals);
  const changes = changeReasons(question);
  const begun = question.ledger.records.filter(
    ({ step, outcome }) => step === approvedPlanStep && outcome === 'Started',
  );
  if (changes.length > 0) {
    const digest = wholeDigest(target.name, rendered, phases, prunes);
    // What was approved and has begun goes on, although less and less of it is left.
    const goesOn = begun.some(({ facts }) => facts.rendered === rendered);
    const granted = approved.has(digest) || goesOn;
    const scope = 'plan' as const;
    return { digest, scope, required: true, reasons: changes, granted, held: !granted, begun };
  }
  const digest = planDigest(target.name, rendered, prunes);
  const reasons = deletionReasons(question);
  const required = reasons.length > 0;
  const granted = approved.has(digest);
  const held = required && !granted;
  return { digest, scope: 'deletions', required, reasons, granted, held, begun };
}

/** What was approved, on the cluster or in Git. */
export function approvedDigests(
  { policy }: Target,
  approvals: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set([...approvals, ...(policy?.approved ?? [])]);
}

function deletionReasons(question: ApprovalQuestion): readonly string[] {
  const { target, prunes, recorded, budget, uncounted, confirmations, retire } = question;
  const ids = prunes.map(({ id }) => id).filter((id) => !uncounted(id));
  return [
    ...(retire && prunes.length > 0 ? [`the target "${target.name}" left Git`] : []),
    ...budgetReasons(ids, recorded, budget),
    ...confirmations,
  ];
}

/** Why everything in the plan has to be approved, by the policy of the target. */
function changeReasons(question: ApprovalQuestion): readonly string[] {
  const { target, phases, prunes, retire } = question;
  const policy = target.policy?.approval ?? 'deletions';
  if (policy === 'deletions' || retire) return [];
  const waves = phases.flatMap((phase) => phase.waves);
  const hooks = waves.flatMap((wave) => wave.hooks.filter(({ action }) => action === 'run')).length;
  const migrations = phases.flatMap((phase) =>
    phase.migrations.filter(({ steps }) => steps.some(({ state }) => state === 'pending')),
  ).length;
  const objects = waves
    .flatMap(({ stages }) => stages.flatMap((stage) => stage.objects))
    .filter(({ action }) => action !== 'unchanged').length;
  const counts = [
    [hooks, 'hook'],
    [migrations, 'migration'],
    ...(policy === 'always' ? ([[objects + prunes.length, 'change']] as const) : []),
  ] as const;
  const asked = counts.filter(([count]) => count > 0);
  return asked.map(([count, noun]) => `${count} ${noun}${count === 1 ? ' asks' : 's ask'} first`);
}

/** The digest of a plan with all that it changes: it is another one once live state moves. */
function wholeDigest(
  target: string,
  rendered: string,
  phases: readonly Phase[],
  prunes: readonly PlannedPrune[],
): string {
  const waves = phases.flatMap((phase) => phase.waves);
  const objects = waves.flatMap(({ stages }) => stages.flatMap((stage) => stage.objects));
  const changes = objects
    .filter(({ action }) => action !== 'unchanged')
    .map(({ id, action, live, diff }) => [
      objectKey(id),
      action,
      live?.uid ?? '',
      ...diff.map(({ path, before, after }) => [formatFieldPath(path), before ?? '', after ?? '']),
    ]);
  const hooks = waves.flatMap((wave) => wave.hooks.map(({ step, digest }) => `${step} ${digest}`));
  const migrations = phases.flatMap((phase) => phase.migrations.map(({ digest }) => digest));
  return digestOf({ deletions: planDigest(target, rendered, prunes), changes, hooks, migrations });
}
