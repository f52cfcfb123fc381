import type { Problem } from '../model/errors.ts';
import type { InventoryEntry } from '../model/inventory.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import {
  compareObjectIds,
  type ObjectId,
  objectIdOf,
  objectKey,
  splitApiVersion,
} from '../model/object-id.ts';
import { approvalOf, approvedDigests } from './approval.ts';
import { decideObjects } from './decide-objects.ts';
import { type DeletionBudget, defaultDeletionBudget } from './deletion-budget.ts';
import type { PreparedDesired } from './desired.ts';
import { arrange } from './graph/arrange.ts';
import type { GraphNode } from './graph/node.ts';
import { unknownHealth } from './graph/unknown-health.ts';
import type { Hold } from './holds/hold.ts';
import { holdBack } from './holds/hold-back.ts';
import { openRuns } from './hooks/open-runs.ts';
import { type HookInPhase, hooksForRemoval, planHooks } from './hooks/plan-hooks.ts';
import { planMigrations } from './migrations/plan-migrations.ts';
import { planData } from './migrations/prune-data.ts';
import type { Observation } from './observe.ts';
import { type OtherTargets, otherWanting } from './ownership.ts';
import type { Plan, PlannedObject } from './plan.ts';
import { planDocument } from './plan-document.ts';
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
  /** Digests of plans that somebody has approved. */
  readonly approvals?: ReadonlySet<string>;
  readonly budget?: DeletionBudget;
  /** Whether an object is so much part of others, which stay, that deleting it needs no budget. */
  readonly uncounted?: (id: ObjectId) => boolean;
  /** Whether volumes, claims, namespaces, definitions and adopted Secrets may be pruned at all. Default no. */
  readonly pruneData?: boolean;
  /** What changes that disrupt have to wait for now. */
  readonly holds?: readonly Hold[];
  /** The target left Git: everything it has is to go, and that always needs approval. */
  readonly retire?: boolean;
}

/** Decides what happens to every object of a target. Pure: the same input gives the same plan. */
export function makePlan(
  prepared: PreparedDesired,
  observation: Observation,
  options: PlanOptions,
): Plan {
  const { target, revision, objects, hooks } = prepared.desired;
  const { inventory, ledger } = observation;
  const removal = options.retire === true;
  const others = { gone: options.goneTargets, wants: options.wants ?? new Map() };
  const migrations = planMigrations(prepared.desired, observation);
  const decided = decideObjects(prepared.desired, observation, others, migrations);
  const rendered = renderedDigest(prepared.desired.whole ?? prepared.desired);
  const hooking = planHooks(hooks, { target, revision, rendered, ledger, removal });
  const runs = openRuns(ledger, new Set(hooking.hooks.map(({ hook }) => hook.step)));
  const keys = new Set([...objects, ...hooks].map(keyOf));
  const nodes = [...decided.nodes, ...hooking.hooks.map((one) => hookNode(one, observation))];
  const graph = arrange(nodes, {
    migrations: migrations.byPhase,
    desired: keys,
    wait: target.wait,
  });
  const pruning = planPrunes(keys, observation, pruneSettings(prepared, options, others));
  const { digest, ...approval } = approvalOf({
    target,
    rendered,
    phases: graph.phases,
    prunes: pruning.prunes,
    confirmations: pruning.confirmations,
    recorded: inventory.entries.length,
    budget: options.budget ?? defaultDeletionBudget,
    uncounted: options.uncounted ?? (() => false),
    approvals: options.approvals ?? new Set(),
    retire: removal,
    ledger,
  });
  const holds = [...(options.holds ?? []), ...approvalHolds(approval, digest)];
  const held = holdBack(graph.phases, pruning.prunes, holds);
  const approvals = approvedDigests(target, options.approvals ?? new Set());
  const { live, around } = observation;
  const data = planData(migrations.remaining, { target, approvals, holds, ledger, live, around });
  const waiting = [...held.waiting, ...data.waiting];
  const skips = [...decided.skips, ...pruning.skips, ...data.skips].sort((a, b) =>
    compareObjectIds(a.id, b.id),
  );
  const isHeld = amongThose(waiting);
  const plan = {
    target: target.name,
    revision,
    digest,
    desiredDigest: rendered,
    phases: held.phases,
    holds: waiting.length === 0 ? [] : holds,
    waiting,
    removal,
    openRuns: runs,
    uninterrupted: hooking.hooks.some(
      ({ hook }) => hook.everyRevision && (hook.action === 'run' || hook.action === 'resume'),
    ),
    prunes: held.prunes,
    remaining: data.remaining,
    skips,
    problems: [
      ...prepared.problems,
      ...migrations.problems,
      ...decided.problems,
      ...hooking.problems,
      ...hookRefusals(hooking.hooks, observation),
      ...graph.problems,
    ],
    warnings: [
      ...prepared.warnings,
      ...migrations.warnings,
      ...unknownHealth(graph.phases, target),
    ],
    approval,
    summary: summarise(held.phases, skips.length, held.prunes.length),
    inventory: {
      recorded: inventory,
      applied: [
        ...decided.applied.filter((entry) => !isHeld(entry)),
        // What the last hooks leave is not on record: nobody comes back for it.
        ...(removal ? [] : hookEntries(hooking.hooks)),
      ],
      // What waits stays on record as it is.
      retained: [...decided.retained, ...pruning.retained, ...inventory.entries.filter(isHeld)],
      deleteHooks: hooksForRemoval(hooks),
      hasHooks: hooks.length + runs.length > 0,
    },
    timeout: target.timeout,
    healthChecks: target.wait ? [] : (target.healthChecks ?? []),
    observed: observedUnchanged(decided.nodes, observation),
  };
  return { ...plan, toJSON: () => planDocument(plan) };
}

function approvalHolds(approval: Plan['approval'], digest: string): readonly Hold[] {
  if (approval.scope !== 'plan' || !approval.held) return [];
  return [{ by: 'approval', reason: `approval of ${digest}`, until: undefined }];
}

function amongThose(waiting: Plan['waiting']): (entry: InventoryEntry) => boolean {
  const keys = new Set(waiting.map(({ id }) => objectKey(id)));
  return ({ id }) => keys.has(objectKey(id));
}

function observedUnchanged(
  nodes: readonly GraphNode[],
  { live }: Observation,
): readonly Manifest[] {
  const planned: PlannedObject[] = nodes.flatMap(({ what }) =>
    'object' in what ? [what.object] : [],
  );
  return planned.flatMap(({ id, action }) => {
    const object = live.get(objectKey(id));
    const shown = action === 'unchanged' && !(id.kind === 'Secret' && id.group === '');
    return object === undefined || !shown ? [] : [object];
  });
}

function keyOf({ manifest }: Rendered): string {
  return objectKey(objectIdOf(manifest));
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
