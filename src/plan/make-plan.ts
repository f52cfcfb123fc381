import type { Problem } from '../model/errors.ts';
import type { InventoryEntry } from '../model/inventory.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import {
  compareObjectIds,
  formatObjectId,
  type ObjectId,
  objectIdOf,
  objectKey,
  splitApiVersion,
} from '../model/object-id.ts';
import { budgetReasons, type DeletionBudget, defaultDeletionBudget } from './deletion-budget.ts';
import type { PreparedDesired } from './desired.ts';
import { planDigest } from './digest.ts';
import { arrange } from './graph/arrange.ts';
import type { GraphNode } from './graph/node.ts';
import { type HookInPhase, planHooks } from './hooks/plan-hooks.ts';
import { type PlannedMigrations, planMigrations } from './migrations/plan-migrations.ts';
import type { Observation } from './observe.ts';
import { type OtherTargets, otherWanting } from './ownership.ts';
import type { Approval, Plan, PlannedObject, Skip } from './plan.ts';
import { planDocument } from './plan-document.ts';
import { ownerMissing, planObject } from './plan-object.ts';
import { planPrunes } from './plan-prunes.ts';
import { summarise } from './plan-summary.ts';
import type { PruneSettings } from './prune-guard.ts';
import { refusal } from './refusal.ts';
import { renderedDigest } from './rendered-digest.ts';

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
  /** Whether an object is so much part of others, which stay, that deleting it needs no budget. */
  readonly uncounted?: (id: ObjectId) => boolean;
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
  const { target, revision, objects, hooks, leftAlone } = prepared.desired;
  const others = { gone: options.goneTargets, wants: options.wants ?? new Map() };
  const recorded = recordedEntries(observation);
  const nodes: GraphNode[] = [];
  const applied: InventoryEntry[] = [];
  const retained: InventoryEntry[] = [];
  const skips: Skip[] = [];
  const migrations = planMigrations(prepared.desired, observation);
  const problems: Problem[] = [...prepared.problems, ...migrations.problems];
  const ownerless: { readonly object: Rendered; readonly owner: ObjectId }[] = [];
  for (const object of objects) {
    const reason = leftAlone?.get(keyOf(object));
    const seen = afterMigrations(object, observation, migrations);
    const result = planObject(object, target.name, seen, others, recorded, reason);
    problems.push(...result.problems);
    if (result.missingOwner !== undefined) ownerless.push({ object, owner: result.missingOwner });
    if (result.skip !== undefined) skips.push(result.skip);
    if (result.planned !== undefined) nodes.push(objectNode(object, result.planned));
    if (result.entry !== undefined) {
      (result.planned === undefined ? retained : applied).push(result.entry);
    }
  }
  // What keeps an owner away is said once, and not again for everything it owns.
  const named = new Set(problems.map(({ subject }) => subject));
  for (const { object, owner } of ownerless) {
    if (!named.has(formatObjectId(owner))) problems.push(ownerMissing(object, owner));
  }
  const planned = nodes.flatMap(({ what }) => ('object' in what ? [what.object] : []));
  const desired = renderedDigest(prepared.desired.whole ?? prepared.desired);
  const hooking = planHooks(hooks, {
    ...prepared.desired,
    rendered: desired,
    ledger: observation.ledger,
  });
  nodes.push(...hooking.hooks.map((hook) => hookNode(hook, observation)));
  problems.push(...hooking.problems, ...hookRefusals(hooking.hooks, observation));
  const keys = new Set([...objects, ...hooks].map(keyOf));
  const graph = arrange(nodes, {
    migrations: migrations.byPhase,
    desired: keys,
    wait: target.wait,
  });
  problems.push(...graph.problems);
  const settingsOf = pruneSettings(prepared, options, others);
  const pruning = planPrunes(keys, observation, settingsOf);
  const digest = planDigest(target.name, desired, pruning.prunes);
  const reasons = [
    ...(options.retire === true && pruning.prunes.length > 0
      ? [`the target "${target.name}" left Git`]
      : []),
    ...budgetReasons(
      pruning.prunes.map(({ id }) => id).filter((id) => options.uncounted?.(id) !== true),
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
    phases: graph.phases,
    uninterrupted: hooking.hooks.some(
      ({ hook }) => hook.everyRevision && (hook.action === 'run' || hook.action === 'resume'),
    ),
    prunes: pruning.prunes,
    skips: allSkips,
    problems,
    warnings: [...prepared.warnings, ...migrations.warnings],
    approval: approvalOf(reasons, options.approvals?.has(digest) === true),
    summary: summarise(graph.phases, allSkips.length, pruning.prunes.length),
    inventory: {
      recorded: observation.inventory,
      applied: [...applied, ...hookEntries(hooking.hooks)],
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

/** The server's refusal of what a migration makes possible is none. */
function afterMigrations(
  { manifest }: Rendered,
  observation: Observation,
  { handled }: PlannedMigrations,
): Observation {
  const key = objectKey(objectIdOf(manifest));
  if (!handled.has(key) || observation.predictions.get(key)?.kind !== 'refused') return observation;
  const because = 'a migration makes it anew';
  const predictions = new Map(observation.predictions).set(key, { kind: 'deferred', because });
  return { ...observation, predictions };
}

function objectNode(source: Rendered, object: PlannedObject): GraphNode {
  return { key: keyOf(source), source, phase: 'Sync', what: { object } };
}

function hookNode({ phase, source, hook }: HookInPhase, { live }: Observation): GraphNode {
  const found = { ...hook, live: live.get(objectKey(hook.id)) };
  return { key: hook.step, source, phase, what: { hook: found } };
}

/** Hooks that are to run and that the server would not take. */
function hookRefusals(
  hooks: readonly HookInPhase[],
  { refusedHooks }: Observation,
): readonly Problem[] {
  return hooks.flatMap(({ source, hook }) => {
    const error = refusedHooks.get(hook.step);
    return error === undefined ? [] : [refusal(source, error)];
  });
}

/** What a hook leaves behind is deleted once the hook has left Git. */
function hookEntries(hooks: readonly HookInPhase[]): readonly InventoryEntry[] {
  const kept = hooks.filter(({ hook }) => !hook.generated).map(({ hook }) => hook);
  const entries = kept.map(({ id, manifest }) => {
    const { version } = splitApiVersion(manifest.apiVersion);
    return [objectKey(id), { id, version, uid: undefined, adopted: false }] as const;
  });
  return [...new Map(entries).values()];
}

function approvalOf(reasons: readonly string[], granted: boolean): Approval {
  const required = reasons.length > 0;
  return { required, reasons, granted, held: required && !granted };
}
