import type { DeletionBudget } from './deletion-budget.ts';
import type { PreparedDesired } from './desired.ts';
import type { Observation } from './observe.ts';
import type { Plan } from './plan.ts';

export interface PlanOptions {
  /** Every target that Git declares now: an object of another one of these is never taken. */
  readonly knownTargets: ReadonlySet<string>;
  /** Digests of plans whose prunes somebody has approved. */
  readonly approvals?: ReadonlySet<string>;
  readonly budget?: DeletionBudget;
  /** Whether volumes, claims, namespaces, definitions and adopted Secrets may be pruned at all. Default no. */
  readonly pruneData?: boolean;
}

/** Decides what happens to every object of a target. Pure: the same input gives the same plan. */
export declare function makePlan(
  prepared: PreparedDesired,
  observation: Observation,
  options: PlanOptions,
): Plan;
