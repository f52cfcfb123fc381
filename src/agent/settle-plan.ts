import { formatOpening, maintenanceAt } from '../model/maintenance-window.ts';
import type { Target } from '../model/target.ts';
import type { PreparedDesired } from '../plan/desired.ts';
import { databaseGates } from '../plan/holds/database-gate.ts';
import type { Hold } from '../plan/holds/hold.ts';
import { makePlan, type PlanOptions } from '../plan/make-plan.ts';
import type { Observation } from '../plan/observe.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanContext, PlanRequest } from './plan-target.ts';
import { readDatabases } from './read-databases.ts';

/** Whom a plan has to be settled with. */
export type SettleContext = Pick<
  PlanContext,
  'cluster' | 'discovery' | 'clock' | 'budget' | 'approvals' | 'readApprovals'
>;

/**
 * The plan, with what holds parts of it back: windows, databases and missing
 * approvals. Databases and approvals are asked about only where that matters.
 */
export async function settlePlan(
  prepared: PreparedDesired,
  observation: Observation,
  request: Pick<PlanRequest, 'target' | 'goneTargets' | 'signal'> & Pick<PlanOptions, 'uncounted'>,
  context: SettleContext,
): Promise<Plan> {
  const { target, goneTargets, signal, uncounted } = request;
  const { budget, cluster, discovery } = context;
  let options: PlanOptions = {
    goneTargets,
    budget,
    ...(uncounted === undefined ? {} : { uncounted }),
    approvals: context.approvals,
    holds: windowHolds(target, context.clock.now()),
  };
  let plan = makePlan(prepared, observation, options);
  if (plan.approval.held || plan.remaining.kept.length > 0) {
    const approvals = context.approvals.union(await context.readApprovals(target.name));
    options = { ...options, approvals };
    plan = makePlan(prepared, observation, options);
  }
  if (!disrupts(plan)) return plan;
  const rendered = [...prepared.desired.objects, ...prepared.desired.hooks];
  const databases = await readDatabases(rendered, cluster, discovery, signal);
  const holds = [...(options.holds ?? []), ...databaseGates(databases)];
  return makePlan(prepared, observation, { ...options, holds });
}

/** Whether a plan does, or is kept from doing, anything that a database could mind. */
function disrupts({ summary, prunes, waiting, remaining }: Plan): boolean {
  const deletions = prunes.length + remaining.pruned.length;
  return summary.update + summary.hooks + deletions + waiting.length > 0;
}

function windowHolds({ policy }: Target, now: number): readonly Hold[] {
  const windows = policy?.windows ?? [];
  if (windows.length === 0) return [];
  const state = maintenanceAt(windows, now);
  if (state.open) return [];
  const opening = formatOpening(windows, state.opensAt);
  const reason = `the maintenance window, which opens at ${opening}`;
  return [{ by: 'window', reason, until: state.opensAt }];
}
