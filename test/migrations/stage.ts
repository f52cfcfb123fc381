import type { ApplyResult } from '../../src/apply/apply.ts';
import { apply } from '../../src/apply/apply.ts';
import { createConfigMapLedger } from '../../src/apply/ledger/config-map-ledger.ts';
import { createObject } from '../../src/embedded/registry/create.ts';
import { internalRequest } from '../../src/embedded/registry/internal-request.ts';
import { storageKey } from '../../src/embedded/registry/store.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Clock } from '../../src/model/ports/clock.ts';
import type { Cluster, Discovery } from '../../src/model/ports/cluster.ts';
import type { Ledger } from '../../src/model/ports/ledger.ts';
import type { Target } from '../../src/model/target.ts';
import { prepareDesired } from '../../src/plan/desired.ts';
import { createDryRunMemory } from '../../src/plan/dry-run-memory.ts';
import { makePlan, type PlanOptions } from '../../src/plan/make-plan.ts';
import { observe } from '../../src/plan/observe.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { type DirectCluster, directCluster } from '../support/direct-cluster.ts';
import { rendered } from '../support/objects.ts';
import { aTarget } from '../support/targets.ts';
import { steadyClock } from './steady-clock.ts';

const START = Date.UTC(2030, 0, 1);
/** The target of every stage. */
export const targetName = 'monitoring';
/** Where the agent keeps its records. */
export const agentNamespace = 'tidewatch-system';

/** A cluster on which an old tidb-operator has worked. */
export interface Stage {
  readonly direct: DirectCluster;
  readonly clock: Clock;
  close(): void;
}

/** Everything that is stored on a stage, in the order in which it was last written. */
export type Snapshot = readonly { readonly resource: string; readonly object: Manifest }[];

export function snapshotOf({ direct }: Stage): Snapshot {
  const { store, types } = direct.registry;
  const stored = types.stored().flatMap(({ storage }) =>
    [...store.collection(storage).objects.values()].map((object) => ({
      resource: storage,
      object,
    })),
  );
  const versionOf = ({ metadata }: Manifest) => Number(metadata.resourceVersion);
  return stored.sort((a, b) => versionOf(a.object) - versionOf(b.object));
}

/** A stage as another one was: much faster than going all the way again. */
export async function restoreStage(snapshot: Snapshot): Promise<Stage> {
  const stage = emptyStage();
  const { store } = stage.direct.registry;
  for (const { resource, object } of snapshot) {
    store.put(resource, storageKey(object.metadata.namespace ?? '', object.metadata.name), object);
  }
  await stage.direct.settled();
  return stage;
}

function emptyStage(): Stage {
  let settled = async () => {};
  const clock = steadyClock(START, () => settled());
  const direct = directCluster({ clock, podStartup: 2_000 });
  settled = direct.settled;
  return { direct, clock, close: direct.close };
}

export async function openStage(old: readonly Manifest[]): Promise<Stage> {
  const stage = emptyStage();
  const namespaces = ['ns1', agentNamespace].map(
    (name): Manifest => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
  );
  for (const object of [...namespaces, ...old])
    create(stage.direct, object, 'tidb-controller-manager');
  // Pods take their time to start.
  for (let round = 0; round < 5; round++) await stage.clock.sleep(1_000);
  return stage;
}

/** Creates an object as a controller does: by an update, not by an apply. */
export function create({ registry }: DirectCluster, object: Manifest, manager: string): void {
  const type = registry.types.findKind(object.apiVersion, object.kind);
  if (type === undefined) throw new Error(`${object.kind} is not served`);
  createObject(registry, internalRequest(registry, type.storage, object, manager), object);
}

/** A target, its namespace, and the agent's. */
export interface Place {
  readonly target: string;
  readonly namespace: string;
  readonly agentNamespace: string;
}

const usualPlace: Place = { target: targetName, namespace: 'ns1', agentNamespace };

/** One process that plans and applies: it knows nothing of any before it. */
export interface Attempt {
  readonly plan: Plan;
  readonly result: ApplyResult;
}

export interface AttemptOptions {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly clock: Clock;
  /** Names the process. */
  readonly by: string;
  /** Where it works; `usualPlace` where unset. */
  readonly place?: Place;
  readonly signal?: AbortSignal;
  /** Whether somebody approves that data goes which no shard has any more. Default no. */
  readonly approvesData?: boolean;
  /** More than that may be said of the target and the plan. */
  readonly target?: Partial<Target>;
  readonly plan?: Partial<PlanOptions>;
}

export function ledgerOf({
  cluster,
  clock,
  by,
  place = usualPlace,
}: Pick<AttemptOptions, 'cluster' | 'clock' | 'by' | 'place'>): Ledger {
  return createConfigMapLedger({ cluster, clock, namespace: place.agentNamespace, by });
}

export async function planOnce(
  objects: readonly Manifest[],
  options: AttemptOptions,
): Promise<Plan> {
  const { cluster, discovery, signal, place = usualPlace } = options;
  const target = aTarget(place.target, {
    defaultNamespace: place.namespace,
    timeout: 300_000,
    ...options.target,
  });
  const prepared = await prepareDesired(
    target,
    'main@sha1:1',
    rendered(objects, 'monitor.yaml'),
    discovery,
  );
  const observation = await observe(prepared.desired, {
    cluster,
    discovery,
    inventoryNamespace: place.agentNamespace,
    ledger: ledgerOf(options),
    memory: createDryRunMemory(),
    ...(signal === undefined ? {} : { signal }),
  });
  const planning = {
    goneTargets: new Set<string>(),
    budget: { objects: 100, percent: 100 },
    ...options.plan,
  };
  const plan = makePlan(prepared, observation, planning);
  // Somebody approves whatever is asked for, but for data.
  const asked = [
    ...(plan.approval.held ? [plan.digest] : []),
    ...(options.approvesData === true ? [plan.remaining.digest] : []),
  ];
  if (asked.length === 0) return plan;
  const approvals = new Set([...(planning.approvals ?? []), ...asked]);
  return makePlan(prepared, observation, { ...planning, approvals });
}

export async function attemptOnce(
  objects: readonly Manifest[],
  options: AttemptOptions,
): Promise<Attempt> {
  const plan = await planOnce(objects, options);
  const { cluster, discovery, clock, signal, place = usualPlace } = options;
  const result = await apply(plan, {
    cluster,
    discovery,
    clock,
    inventoryNamespace: place.agentNamespace,
    ledger: ledgerOf(options),
    ...(signal === undefined ? {} : { signal }),
  });
  return { plan, result };
}
