import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { type ApplyContext, type ApplyResult, apply } from '../../../src/apply/apply.ts';
import { createConfigMapLedger } from '../../../src/apply/ledger/config-map-ledger.ts';
import { startEmbeddedCluster } from '../../../src/embedded/start-embedded-cluster.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Cluster, Discovery } from '../../../src/model/ports/cluster.ts';
import { RefusedError } from '../../../src/model/ports/cluster-errors.ts';
import type { Ledger, StepRecord } from '../../../src/model/ports/ledger.ts';
import type { Target } from '../../../src/model/target.ts';
import { prepareDesired } from '../../../src/plan/desired.ts';
import { createDryRunMemory } from '../../../src/plan/dry-run-memory.ts';
import { makePlan, type PlanOptions } from '../../../src/plan/make-plan.ts';
import { observe } from '../../../src/plan/observe.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { rendered } from '../../support/objects.ts';
import { aTarget } from '../../support/targets.ts';

/** A Kubernetes API that several stages share, each in a namespace of its own. */
export interface Theatre {
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** The embedded API, whose Jobs end at once unless their pods say otherwise. */
export async function embeddedTheatre(): Promise<Theatre> {
  const embedded = await startEmbeddedCluster({ clock: systemClock });
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-phases-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, embedded.kubeconfig);
  return {
    kubeconfig,
    async close() {
      await embedded.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface CommitOptions {
  readonly revision?: string;
  readonly target?: Partial<Target>;
  readonly plan?: Partial<PlanOptions>;
  readonly apply?: Partial<ApplyContext>;
  /** Called before the plan runs: what happens between the two. */
  readonly between?: () => Promise<unknown>;
}

export interface Commit {
  readonly plan: Plan;
  readonly result: ApplyResult;
  /** What this apply wrote, in order: `apply Job/migrate`, `delete ConfigMap/a`. */
  readonly writes: readonly string[];
}

/** One target in one namespace, deployed as an agent does it, commit after commit. */
export interface Stage extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly ledger: Ledger;
  readonly namespace: string;
  /** The namespace of inventory and ledger. */
  readonly system: string;
  plan(objects: readonly Manifest[], options?: CommitOptions): Promise<Plan>;
  /** Plans and applies; a revision of its own each time unless one is given. */
  commit(objects: readonly Manifest[], options?: CommitOptions): Promise<Commit>;
  find(apiVersion: string, kind: string, name: string): Promise<Manifest | undefined>;
  /** Everything on record of hooks: `PreSync/Job.batch/migrate Succeeded x1`. */
  ledgerLines(): Promise<readonly string[]>;
  records(): Promise<readonly StepRecord[]>;
}

export async function openStage({ kubeconfig }: Theatre): Promise<Stage> {
  const namespace = `phases-${randomBytes(4).toString('hex')}`;
  const system = `${namespace}-system`;
  const { cluster, discovery, close } = connect({ clock: systemClock, kubeconfig });
  for (const name of [namespace, system]) {
    await cluster.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      { fieldManager: 'scenario' },
    );
  }
  const ledger = ledgerOn(cluster, { system }, 'scenario');
  const memory = createDryRunMemory();
  let commits = 0;

  async function plan(objects: readonly Manifest[], options: CommitOptions = {}): Promise<Plan> {
    const target = aTarget('web', {
      defaultNamespace: namespace,
      timeout: 20_000,
      ...options.target,
    });
    const revision = options.revision ?? `main@sha1:${commits}`;
    const prepared = await prepareDesired(target, revision, rendered(objects), discovery);
    const context = { cluster, discovery, inventoryNamespace: system, ledger, memory };
    const observation = await observe(prepared.desired, context);
    const budget = { objects: 100, percent: 100 };
    return makePlan(prepared, observation, { goneTargets: new Set(), budget, ...options.plan });
  }

  async function records(): Promise<readonly StepRecord[]> {
    return (await ledger.read('web')).records;
  }

  return {
    cluster,
    discovery,
    ledger,
    namespace,
    system,
    plan,
    async commit(objects, options = {}) {
      commits += 1;
      const planned = await plan(objects, options);
      await options.between?.();
      const writes: string[] = [];
      const context = {
        cluster: recording(cluster, writes, system),
        discovery,
        clock: systemClock,
        inventoryNamespace: system,
        ledger,
        ...options.apply,
      };
      return { plan: planned, result: await apply(planned, context), writes };
    },
    find: (apiVersion, kind, name) => cluster.get({ apiVersion, kind, namespace, name }),
    records,
    ledgerLines: async () =>
      (await records()).map(
        ({ step, outcome, attempts }) =>
          `${step.replace('hook/', '').replace(`${namespace}/`, '')} ${outcome} x${attempts}`,
      ),
    [Symbol.asyncDispose]: close,
  };
}

/** The ledger of a stage, as another writer would write it, or over another connection. */
export function ledgerOn(cluster: Cluster, { system }: Pick<Stage, 'system'>, by: string): Ledger {
  return createConfigMapLedger({ cluster, clock: systemClock, namespace: system, by });
}

/** Lets the pods of pending Jobs end. */
export async function endPods(
  stage: Stage,
  phase: 'Succeeded' | 'Failed' = 'Succeeded',
): Promise<void> {
  const { items } = await stage.cluster.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: stage.namespace,
  });
  for (const { metadata } of items) {
    await stage.cluster.patch(
      { apiVersion: 'v1', kind: 'Pod', namespace: stage.namespace, name: metadata.name },
      { type: 'merge', document: { status: { phase } } },
      { fieldManager: 'kubelet', subresource: 'status' },
    );
  }
}

/** A cluster that refuses to write objects of one name. */
export function refusing(cluster: Cluster, name: string): Cluster {
  return {
    ...cluster,
    apply: (manifest, options) =>
      manifest.metadata.name === name && options.dryRun !== true
        ? Promise.reject(new RefusedError(`${manifest.kind}/${name}: no`, { status: 400 }))
        : cluster.apply(manifest, options),
  };
}

/** Notes every write but those of the records of Tidewatch itself. */
function recording(cluster: Cluster, writes: string[], system: string): Cluster {
  return {
    ...cluster,
    apply: (manifest, options) => {
      const { namespace, name } = manifest.metadata;
      if (options.dryRun !== true && namespace !== system) {
        writes.push(`apply ${manifest.kind}/${name}`);
      }
      return cluster.apply(manifest, options);
    },
    delete: (reference, options) => {
      if (reference.namespace !== system) writes.push(`delete ${reference.kind}/${reference.name}`);
      return cluster.delete(reference, options);
    },
  };
}
