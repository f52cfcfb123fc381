import type { Problem } from '../model/errors.ts';
import type { ObjectId } from '../model/object-id.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Ledger } from '../model/ports/ledger.ts';
import type { Snapshot } from '../model/ports/source.ts';
import type { Target } from '../model/target.ts';
import { accessOf } from '../monitor/access-of.ts';
import { discoveryOf } from '../monitor/discovery-of.ts';
import { expand } from '../monitor/expand.ts';
import type { MonitorSummary } from '../monitor/summary.ts';
import { sharedMonitors } from '../monitor/takeover/running-operator.ts';
import type { DeletionBudget } from '../plan/deletion-budget.ts';
import { type Desired, prepareDesired } from '../plan/desired.ts';
import type { DryRunMemory } from '../plan/dry-run-memory.ts';
import { type Observation, type ObserveContext, observe } from '../plan/observe.ts';
import type { Plan } from '../plan/plan.ts';
import type { BuildCache } from './build-cache/build-cache.ts';
import type { DriftWatch } from './drift/drift-watch.ts';
import { findOperators } from './find-operators.ts';
import { gatherFacts } from './gather-facts.ts';
import { renderTarget } from './render-target.ts';
import { settlePlan } from './settle-plan.ts';

/** What planning needs besides the target itself. */
export interface PlanContext {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly clock: Clock;
  /** Where inventories and status records are kept. */
  readonly namespace: string;
  readonly ledger: Ledger;
  readonly memory: DryRunMemory;
  readonly builds: BuildCache;
  readonly drift: DriftWatch;
  readonly requestsInFlight: number;
  readonly budget: DeletionBudget;
  /** Digests that may delete what their plan says. */
  readonly approvals: ReadonlySet<string>;
  /** Digests approved on the cluster; asked for only when a plan needs approval. */
  readonly readApprovals: (target: string) => Promise<ReadonlySet<string>>;
}

/** One target at one revision. */
export interface PlanRequest {
  readonly target: Target;
  readonly tree: FileTree;
  /** What holds the target, as status records name it. */
  readonly repository: string;
  /** As `formatRevision` writes it. */
  readonly revision: string;
  /** Who wrote a line of the tree; unset where no history is behind it. */
  readonly lineOrigin?: Snapshot['lineOrigin'];
  /** Targets that are known to have left Git: objects may move here from them. */
  readonly goneTargets: ReadonlySet<string>;
  readonly signal?: AbortSignal;
}

export interface PlannedTarget {
  readonly plan: Plan;
  /** All that Git wants, with what is spared in this attempt. */
  readonly desired: Desired;
  readonly monitors: readonly MonitorSummary[];
  readonly warnings: readonly Problem[];
}

export function observeContextOf(
  context: PlanContext,
  signal: AbortSignal | undefined,
): ObserveContext {
  return {
    cluster: context.cluster,
    discovery: context.discovery,
    inventoryNamespace: context.namespace,
    ledger: context.ledger,
    memory: context.memory,
    concurrency: context.requestsInFlight,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** From files to a plan: everything but the doing. Throws what stops it. */
export async function planTarget(
  request: PlanRequest,
  context: PlanContext,
): Promise<PlannedTarget> {
  const { target, tree, revision, signal } = request;
  const rendered = await renderTarget(target, tree, context.builds);
  const [facts, operators] = await Promise.all([
    gatherFacts(rendered.objects, context.cluster, context.discovery, signal),
    findOperators(rendered.objects, context, signal),
  ]);
  const expansion = expand(rendered.objects, facts);
  const whole = await prepareDesired(target, revision, expansion.objects, context.discovery);
  const { desired, observation } = await observeSparing(whole.desired, context, signal);
  const shared = sharedMonitors(whole.desired.objects, operators);
  const prepared = { ...whole, desired, problems: [...whole.problems, ...shared] };
  const uncounted = eitherOf(accessOf(expansion.monitors), discoveryOf(expansion.monitors));
  const plan = await settlePlan(prepared, observation, { ...request, uncounted }, context);
  return {
    plan,
    desired: whole.desired,
    monitors: expansion.monitors,
    warnings: [...rendered.warnings, ...expansion.warnings, ...plan.warnings],
  };
}

type Choice = (id: ObjectId) => boolean;

function eitherOf(one: Choice, other: Choice): Choice {
  return (id) => one(id) || other(id);
}

/** What is left of the desired objects when drift that is to stay is taken out, and the cluster beside it. */
async function observeSparing(
  whole: Desired,
  context: PlanContext,
  signal: AbortSignal | undefined,
): Promise<{ readonly desired: Desired; readonly observation: Observation }> {
  const observeContext = observeContextOf(context, signal);
  const observation = await observe(whole, observeContext);
  const desired = context.drift.spare(whole, observation);
  if (desired === whole) return { desired, observation };
  return { desired, observation: await observe(desired, observeContext) };
}
