import type { Problem } from '../model/errors.ts';
import type { InventoryEntry } from '../model/inventory.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import {
  compareObjectIds,
  formatObjectId,
  type ObjectId,
  objectIdOf,
  objectKey,
} from '../model/object-id.ts';
import { ownerIdOf } from '../model/owner-uids.ts';
import { compareInStage, compareStages, stageOf } from './apply-order.ts';
import { budgetReasons, type DeletionBudget, defaultDeletionBudget } from './deletion-budget.ts';
import type { PreparedDesired } from './desired.ts';
import { desiredDigest, planDigest } from './digest.ts';
import type { Observation } from './observe.ts';
import { type OtherTargets, otherWanting } from './ownership.ts';
import type { Approval, Phase, Plan, PlannedObject, PlanSummary, Skip } from './plan.ts';
import { planDocument } from './plan-document.ts';
import { ownerMissing, planObject } from './plan-object.ts';
import { planPrunes } from './plan-prunes.ts';
import type { PruneSettings } from './prune-guard.ts';

export interface PlanOptions {
  /** Targets that are known to have left Git: the only ones whose objects may be taken unasked. */
  readonly goneTargets: ReadonlySet<string>;
  /**
   * What other targets want at this revision, as `objectKey`s: lets an object
   * move between targets that both exist. The agent plans each target by itself
   * and does not know it: without it, an object can only be taken from a target
   * that is gone.
   */
  readonly wants?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Digests of plans whose prunes somebody has approved. */
  readonly approvals?: ReadonlySet<string>;
  readonly budget?: DeletionBudget;
  /** Whether volumes, claims, namespaces, definitions and adopted Secrets may be pruned at all. Default no. */
  readonly pruneData?: boolean;
  /** The target left Git: everything it has is to go, and that always needs approval. */
  readonly retire?: boolean;
}

/** Decides what happens to every object of a target. Pure: the same input gives the same plan. */
export function makePlan(
  prepared: PreparedDesired,
  observation: Observation,
  options: PlanOptions,
): Plan {
  const { target, revision, objects } = prepared.desired;
  const others = { gone: options.goneTargets, wants: options.wants ?? new Map() };
  const recorded = recordedEntries(observation);
  const planned: PlannedObject[] = [];
  const applied: InventoryEntry[] = [];
  const retained: InventoryEntry[] = [];
  const skips: Skip[] = [];
  const problems: Problem[] = [...prepared.problems];
  const ownerless: { readonly object: Rendered; readonly owner: ObjectId }[] = [];
  for (const object of objects) {
    const result = planObject(object, target.name, observation, others, recorded);
    problems.push(...result.problems);
    if (result.missingOwner !== undefined) ownerless.push({ object, owner: result.missingOwner });
    if (result.skip !== undefined) skips.push(result.skip);
    if (result.planned !== undefined) planned.push(result.planned);
    if (result.entry !== undefined) {
      (result.planned === undefined ? retained : applied).push(result.entry);
    }
  }
  // What keeps an owner away is said once, and not again for everything it owns.
  const named = new Set(problems.map(({ subject }) => subject));
  for (const { object, owner } of ownerless) {
    if (!named.has(formatObjectId(owner))) problems.push(ownerMissing(object, owner));
  }
  const keys = new Set(objects.map(keyOf));
  const settingsOf = pruneSettings(prepared, options, others);
  const pruning = planPrunes(keys, observation, settingsOf);
  const desired = desiredDigest(objects.map(({ manifest }) => manifest));
  const digest = planDigest(target.name, desired, pruning.prunes);
  const reasons = [
    ...(options.retire === true && pruning.prunes.length > 0
      ? [`the target "${target.name}" left Git`]
      : []),
    ...budgetReasons(
      pruning.prunes.map(({ id }) => id),
      recorded.size,
      options.budget ?? defaultDeletionBudget,
    ),
    ...pruning.confirmations,
  ];
  const allSkips = [...skips, ...pruning.skips].sort((a, b) => compareObjectIds(a.id, b.id));
  const plan = {
    target: target.name,
    revision,
    digest,
    desiredDigest: desired,
    phases: phasesOf(planned, target.wait),
    prunes: pruning.prunes,
    skips: allSkips,
    problems,
    warnings: prepared.warnings,
    approval: approvalOf(reasons, options.approvals?.has(digest) === true),
    summary: summarise(planned, allSkips.length, pruning.prunes.length),
    inventory: {
      recorded: observation.inventory,
      applied,
      retained: [...retained, ...pruning.retained],
    },
    timeout: target.timeout,
    observed: observedUnchanged(planned, observation),
  };
  return { ...plan, toJSON: () => planDocument(plan) };
}

function observedUnchanged(
  planned: readonly PlannedObject[],
  { live }: Observation,
): readonly Manifest[] {
  return planned.flatMap(({ id, action }) => {
    const object = live.get(objectKey(id));
    const shown = action === 'unchanged' && !(id.kind === 'Secret' && id.group === '');
    return object === undefined || !shown ? [] : [object];
  });
}

function keyOf({ manifest }: Rendered): string {
  return objectKey(objectIdOf(manifest));
}

function recordedEntries({ inventory }: Observation): ReadonlyMap<string, InventoryEntry> {
  return new Map(inventory.entries.map((entry) => [objectKey(entry.id), entry]));
}

function pruneSettings(
  { desired }: PreparedDesired,
  options: PlanOptions,
  others: OtherTargets,
): (key: string) => PruneSettings {
  const { target, objects } = desired;
  return (key) => ({
    target: target.name,
    prune: target.prune,
    emptyRender: objects.length === 0 && options.retire !== true,
    pruneData: options.pruneData === true,
    wantedBy: otherWanting(key, target.name, others),
  });
}

function phasesOf(planned: readonly PlannedObject[], wait: boolean): readonly Phase[] {
  if (planned.length === 0) return [];
  const owners = ownerKeys(planned);
  const byStage = Map.groupBy(planned, ({ id }) => stageOf(id, owners.has(objectKey(id))));
  const stages = [...byStage].map(([name, objects]) => ({
    name,
    objects: objects.sort((a, b) => compareInStage(a.id, b.id)),
    waitEstablished: name === 'definitions',
  }));
  stages.sort((a, b) => compareStages(a.name, b.name));
  return [{ name: 'Sync', stages, waitHealthy: wait }];
}

/** The keys of what other objects name as their owner. */
function ownerKeys(planned: readonly PlannedObject[]): ReadonlySet<string> {
  const keys = planned.flatMap(({ manifest }) =>
    (manifest.metadata.ownerReferences ?? []).flatMap((owner) => [
      objectKey(ownerIdOf(manifest, owner)),
      objectKey(ownerIdOf(manifest, owner, true)),
    ]),
  );
  return new Set(keys);
}

function approvalOf(reasons: readonly string[], granted: boolean): Approval {
  const required = reasons.length > 0;
  return { required, reasons, granted, held: required && !granted };
}

function summarise(planned: readonly PlannedObject[], skip: number, prune: number): PlanSummary {
  const count = (action: PlannedObject['action']) =>
    planned.filter((object) => object.action === action).length;
  return {
    create: count('create'),
    update: count('update'),
    unchanged: count('unchanged'),
    skip,
    prune,
  };
}
