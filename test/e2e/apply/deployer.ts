import { systemClock } from '../../../src/agent/system-clock.ts';
import { type ApplyContext, type ApplyResult, apply } from '../../../src/apply/apply.ts';
import { createConfigMapLedger } from '../../../src/apply/ledger/config-map-ledger.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type {
  KubernetesConnection,
  SentRequest,
} from '../../../src/kubernetes/connection-options.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import type { Target } from '../../../src/model/target.ts';
import { prepareDesired } from '../../../src/plan/desired.ts';
import { createDryRunMemory } from '../../../src/plan/dry-run-memory.ts';
import { makePlan, type PlanOptions } from '../../../src/plan/make-plan.ts';
import { observe } from '../../../src/plan/observe.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { rendered } from '../../support/objects.ts';
import { aTarget } from '../../support/targets.ts';

export interface DeployOptions {
  readonly target?: Partial<Target>;
  readonly revision?: string;
  readonly plan?: Partial<PlanOptions>;
  readonly apply?: Partial<ApplyContext>;
}

/** Plans and applies on a real API server, as an agent would. */
export interface Deployer {
  readonly cluster: Cluster;
  /** What was sent since the last call. */
  takeRequests(): readonly SentRequest[];
  plan(objects: readonly Manifest[], options?: DeployOptions): Promise<Plan>;
  deploy(
    objects: readonly Manifest[],
    options?: DeployOptions,
  ): Promise<{ readonly plan: Plan; readonly result: ApplyResult }>;
  close(): Promise<void>;
}

/** @param namespace where objects without one go, and the inventory too */
export function createDeployer(kubeconfig: string, namespace: string, name: string): Deployer {
  let sent: SentRequest[] = [];
  const connection: KubernetesConnection = connect({
    clock: systemClock,
    kubeconfig,
    onRequest: (request) => sent.push(request),
  });
  const { cluster, discovery } = connection;
  const memory = createDryRunMemory();
  const inventoryNamespace = namespace;
  const ledger = createConfigMapLedger({ cluster, clock: systemClock, namespace, by: 'test' });
  async function plan(objects: readonly Manifest[], options: DeployOptions = {}): Promise<Plan> {
    const target = aTarget(name, {
      defaultNamespace: namespace,
      timeout: 30_000,
      ...options.target,
    });
    const revision = options.revision ?? 'main@sha1:1';
    const prepared = await prepareDesired(target, revision, rendered(objects), discovery);
    const context = { cluster, discovery, inventoryNamespace, ledger, memory };
    const observation = await observe(prepared.desired, context);
    return makePlan(prepared, observation, {
      goneTargets: new Set(),
      ...options.plan,
    });
  }
  return {
    cluster,
    plan,
    takeRequests() {
      const taken = sent;
      sent = [];
      return taken;
    },
    async deploy(objects, options = {}) {
      const planned = await plan(objects, options);
      const context = { cluster, discovery, clock: systemClock, inventoryNamespace, ledger };
      return { plan: planned, result: await apply(planned, { ...context, ...options.apply }) };
    },
    close: () => connection.close(),
  };
}

/** `created ConfigMap a`, for each change, sorted. */
export function shortChanges({ changes }: ApplyResult): string[] {
  return changes.map(({ action, id }) => `${action} ${id.kind} ${id.name}`).sort();
}
