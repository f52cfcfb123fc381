import type { Change } from '../model/change.ts';
import type { Problem } from '../model/errors.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import type { Plan } from '../plan/plan.ts';
import type { ApplyEvent } from './apply-event.ts';
import type { HealthRules, ObjectHealth } from './health.ts';

export interface ApplyContext {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly clock: Clock;
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
 * which need approval), or what stopped it.
 */
export type ApplyOutcome =
  | 'done'
  | 'pruning-held'
  | 'refused'
  | 'failed'
  | 'unhealthy'
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
}

/** Runs a plan. Never throws: what went wrong, and all that was done before, is in the result. */
export declare function apply(plan: Plan, context: ApplyContext): Promise<ApplyResult>;
