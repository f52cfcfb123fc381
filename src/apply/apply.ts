import type { Change } from '../model/change.ts';
import type { Problem } from '../model/errors.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import type { Ledger } from '../model/ports/ledger.ts';
import type { PodLogs } from '../model/ports/pod-logs.ts';
import type { PhaseName, Plan } from '../plan/plan.ts';
import { afterFailure } from './after-failure.ts';
import type { ApplyEvent } from './apply-event.ts';
import { beginApproved, endApproved } from './approved-plan.ts';
import type { HealthRules, ObjectHealth } from './health.ts';
import { settleEndedRuns, settleLeftRuns } from './hooks/settle-runs.ts';
import { recordAfter, recordBefore } from './inventory-steps.ts';
import { problemOf } from './problem-of.ts';
import { prune } from './prune.ts';
import { pruneData } from './prune-data.ts';
import { type ApplyRun, startRun } from './run.ts';
import { runPhase } from './run-phase.ts';

export interface ApplyContext {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly clock: Clock;
  /** What is on record of hooks and migrations. */
  readonly ledger: Ledger;
  /** Where what the pods of a failed hook have written can be read, if anywhere. */
  readonly logs?: PodLogs;
  /** Hooks of one wave that run at once. Default 10. */
  readonly hooksAtOnce?: number;
  /** Where the inventories are kept: the agent's own namespace. */
  readonly inventoryNamespace: string;
  /** Requests in flight inside a stage. Default 32. */
  readonly concurrency?: number;
  /** Rules for kinds that the generic ones do not know, by `group/Kind`. */
  readonly healthRules?: HealthRules;
  readonly onProgress?: (event: ApplyEvent) => void;
  /** Stops between requests; what was done is in the result. */
  readonly signal?: AbortSignal;
  /** Gives up waiting for health, and nothing else: something newer is to be applied. */
  readonly stopWaiting?: AbortSignal;
}

/**
 * How far an apply came: `done`, `pruning-held` (all is done but the prunes,
 * which need approval), or what stopped it. `hook-running` goes on by itself,
 * `blocked` only with an answer.
 */
export type ApplyOutcome =
  | 'done'
  | 'pruning-held'
  | 'refused'
  | 'failed'
  | 'unhealthy'
  | 'hook-running'
  | 'blocked'
  | 'superseded'
  | 'aborted';

export interface ApplyResult {
  readonly outcome: ApplyOutcome;
  /** Every object of the plan that was reached, in order. */
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
  /** Whether everything is healthy; `undefined` where it was not waited for or not reached. */
  readonly healthy: boolean | undefined;
  /** What is not healthy, and why. */
  readonly unhealthy: readonly ObjectHealth[];
  /** The stage or step that was reached last: `Sync/workloads`, `Prune`, … */
  readonly reached: string;
  /** Commands with which a person goes on from here. */
  readonly next: readonly string[];
}

/** Runs a plan. Never throws: what went wrong, and all that was done before, is in the result. */
export async function apply(plan: Plan, context: ApplyContext): Promise<ApplyResult> {
  const run = startRun(plan, context);
  if (plan.problems.length > 0) {
    run.problems.push(...plan.problems);
    return resultOf(run, await refuse(run));
  }
  let outcome: ApplyOutcome;
  try {
    outcome = await runPlan(run);
  } catch (thrown) {
    outcome = outcomeOf(thrown, run);
  }
  return resultOf(run, await recorded(run, outcome));
}

/** Nothing of a plan with problems runs; what has run before it is brought to an end all the same. */
async function refuse(run: ApplyRun): Promise<ApplyOutcome> {
  try {
    await settleEndedRuns(run);
    return 'refused';
  } catch (thrown) {
    const outcome = outcomeOf(thrown, run);
    return outcome === 'failed' ? 'refused' : outcome;
  }
}

async function runPlan(run: ApplyRun): Promise<ApplyOutcome> {
  run.context.signal?.throwIfAborted();
  await recordBefore(run);
  await beginApproved(run);
  const outcome = run.plan.removal ? await runRemoval(run) : await runSync(run);
  if (outcome === 'done') await endApproved(run);
  return outcome;
}

async function runSync(run: ApplyRun): Promise<ApplyOutcome> {
  const open = await settleLeftRuns(run);
  if (open !== undefined) return open;
  for (const phase of run.plan.phases) {
    if (!ordinaryPhases.has(phase.name)) continue;
    const stopped = await runPhase(run, phase);
    if (stopped !== undefined) return afterFailure(run, stopped);
  }
  const outcome = await prune(run);
  if (outcome !== 'done' && outcome !== 'pruning-held') return outcome;
  return (await pruneData(run)) ?? outcome;
}

/** The end of a target: nothing is deleted before its hooks for that have run, nor without approval. */
async function runRemoval(run: ApplyRun): Promise<ApplyOutcome> {
  const { phases, approval } = run.plan;
  if (approval.held) return prune(run);
  const open = await settleLeftRuns(run);
  if (open !== undefined) return open;
  const before = phases.find(({ name }) => name === 'PreDelete');
  const stopped = before && (await runPhase(run, before));
  if (stopped !== undefined) return stopped;
  const outcome = await prune(run);
  const after = phases.find(({ name }) => name === 'PostDelete');
  if (outcome !== 'done' || after === undefined) return outcome;
  return (await runPhase(run, after)) ?? 'done';
}

const ordinaryPhases: ReadonlySet<PhaseName> = new Set(['PreSync', 'Sync', 'PostSync']);

/** Records what is on the cluster now, unless there is no time left for it. */
async function recorded(run: ApplyRun, outcome: ApplyOutcome): Promise<ApplyOutcome> {
  if (outcome === 'aborted') return outcome;
  try {
    await recordAfter(run, outcome);
    return outcome;
  } catch (thrown) {
    return outcomeOf(thrown, run);
  }
}

function outcomeOf(thrown: unknown, run: ApplyRun): ApplyOutcome {
  if (run.context.signal?.aborted === true) return 'aborted';
  run.problems.push(problemOf(thrown));
  return 'failed';
}

function resultOf(run: ApplyRun, outcome: ApplyOutcome): ApplyResult {
  const { changes, problems, healthy, unhealthy, reached, next } = run;
  return { outcome, changes, problems, healthy, unhealthy, reached, next };
}
