import type { Manifest } from '../../src/model/manifest.ts';
import type { Cluster } from '../../src/model/ports/cluster.ts';
import type { Ledger } from '../../src/model/ports/ledger.ts';
import type { Target } from '../../src/model/target.ts';
import { prepareDesired } from '../../src/plan/desired.ts';
import { createDryRunMemory } from '../../src/plan/dry-run-memory.ts';
import { makePlan, type PlanOptions } from '../../src/plan/make-plan.ts';
import { observe } from '../../src/plan/observe.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { builtInDiscovery } from '../support/built-in-discovery.ts';
import { manualClock } from '../support/manual-clock.ts';
import { memoryLedger } from '../support/memory-ledger.ts';
import { rendered } from '../support/objects.ts';
import { aTarget } from '../support/targets.ts';

export const inventoryNamespace = 'agent';
export const discovery = builtInDiscovery();
export const ledger = memoryLedger(manualClock(), 'test');

export interface PlanningOptions {
  readonly target?: Partial<Target>;
  readonly plan?: Partial<PlanOptions>;
  /** Default: one in memory, which all plans have in common. */
  readonly ledger?: Ledger;
  readonly revision?: string;
}

/** A plan for the target `web`, whose objects go to the namespace `ns`. */
export async function planFor(
  cluster: Cluster,
  objects: readonly Manifest[],
  options: PlanningOptions = {},
): Promise<Plan> {
  const target = aTarget('web', { defaultNamespace: 'ns', timeout: 60_000, ...options.target });
  const { revision = 'main@sha1:1' } = options;
  const prepared = await prepareDesired(target, revision, rendered(objects), discovery);
  const memory = createDryRunMemory();
  const known = options.ledger ?? ledger;
  const context = { cluster, discovery, inventoryNamespace, ledger: known, memory };
  const observation = await observe(prepared.desired, context);
  return makePlan(prepared, observation, { goneTargets: new Set(), ...options.plan });
}
