import { concurrently } from '../model/concurrently.ts';
import { targetLabel } from '../model/identity.ts';
import type { Inventory } from '../model/inventory.ts';
import { emptyLedger, type StepLedger } from '../model/ledger/step-ledger.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { type ObjectId, objectIdOf, objectKey, splitApiVersion } from '../model/object-id.ts';
import type { Discovery } from '../model/ports/cluster.ts';
import type { ClusterError } from '../model/ports/cluster-errors.ts';
import type { Ledger } from '../model/ports/ledger.ts';
import { awaitsItsKind } from './annotations.ts';
import { applyGuard } from './apply-guard.ts';
import { stageOfKind } from './apply-order.ts';
import { definedKind, kindOf, type SetState } from './deferral.ts';
import type { Desired } from './desired.ts';
import { type HookInPhase, planHooks } from './hooks/plan-hooks.ts';
import { refusedHooks } from './hooks/refused-hooks.ts';
import { lookAround } from './look-around.ts';
import type { Surroundings } from './migrations/surroundings.ts';
import { type PredictContext, type Prediction, predict } from './predict.ts';
import { readInventory } from './read-inventory.ts';
import { readLive, type Wanted } from './read-live.ts';
import { renderedDigest } from './rendered-digest.ts';

/** The state of the cluster, as far as one target is concerned. Keys are `objectKey`s. */
export interface Observation {
  readonly inventory: Inventory;
  /** Live objects that are desired, or recorded in the inventory. */
  readonly live: ReadonlyMap<string, Manifest>;
  readonly predictions: ReadonlyMap<string, Prediction>;
  /** Objects that another target has on record, and found there when it came. */
  readonly adoptedBefore: ReadonlySet<string>;
  /** Which steps have run; empty where nothing of the target takes steps. */
  readonly ledger: StepLedger;
  /** What migrations have to know beside it. */
  readonly around: Surroundings;
  /** Why the server would not take a hook that is to run, by its step. */
  readonly refusedHooks: ReadonlyMap<string, ClusterError>;
  /** Recorded objects whose kind the cluster does not serve now: whether they live is not known. */
  readonly unserved: ReadonlySet<string>;
}

export interface ObserveContext extends PredictContext {
  readonly discovery: Discovery;
  /** Where the inventories are kept: the agent's own namespace. */
  readonly inventoryNamespace: string;
  readonly ledger: Ledger;
  /** Requests in flight. Default 32. */
  readonly concurrency?: number;
}

/**
 * Reads what a target's plan needs, in few requests: one list per kind, a
 * dry-run for what may differ. Throws `ClusterError` when the cluster cannot be
 * read, `InventoryError` or `LedgerUnreadableError` when the records of the target
 * cannot; a dry-run that is refused is part of the result.
 */
export async function observe(desired: Desired, context: ObserveContext): Promise<Observation> {
  const { cluster, inventoryNamespace, signal, concurrency = 32 } = context;
  const target = desired.target.name;
  const signalled = signal === undefined ? {} : { signal };
  const inventory = await readInventory(cluster, inventoryNamespace, target, signal);
  const ledger = takesSteps(desired, inventory)
    ? await context.ledger.read(target, signal)
    : emptyLedger(target);
  const { hooks } = planHooks(desired.hooks, {
    ...desired,
    rendered: renderedDigest(desired.whole ?? desired),
    ledger,
  });
  const { wanted, unserved } = await wantedObjects(desired, hooks, inventory, context.discovery);
  const reading = { cluster, target, concurrency, signal };
  const { live, unreadable, ...read } = await readLive([...wanted.values()], reading);
  const predictions = new Map<string, Prediction>();
  const defined = definedKinds(desired.objects);
  const applied = desired.objects.filter(
    ({ manifest }) =>
      (wanted.has(keyOf(manifest)) || defined.has(kindOf(manifest))) &&
      !desired.leftAlone?.has(keyOf(manifest)) &&
      applyGuard(manifest, live.get(keyOf(manifest))) === undefined,
  );
  const movingDefinitions = new Map<string, ObjectId>();
  const state: SetState = {
    desired: new Set(applied.map(({ manifest }) => keyOf(manifest))),
    live,
    unreadable,
    movingDefinitions,
  };
  // What others depend on comes first: only then is it known to live, or to move.
  for (const pass of passes(applied)) {
    await concurrently(
      pass,
      concurrency,
      async ({ manifest }) => {
        predictions.set(keyOf(manifest), await predict(manifest, state, live, context));
      },
      signal,
    );
    for (const { manifest } of pass) {
      const moves = predictions.get(keyOf(manifest))?.kind !== 'unchanged';
      if (manifest.kind === 'CustomResourceDefinition' && moves) {
        movingDefinitions.set(definedKind(manifest), objectIdOf(manifest));
      }
    }
  }
  for (const { manifest } of desired.objects) {
    const known = wanted.has(keyOf(manifest)) || defined.has(kindOf(manifest));
    if (!known && awaitsItsKind(manifest)) predictions.set(keyOf(manifest), awaited);
  }
  const looking = { cluster, concurrency, signal };
  const around = await lookAround(applied, { live, predictions, ledger }, looking);
  const adoptedBefore = await adoptedByOthers(applied, live, context);
  return {
    inventory,
    live,
    predictions,
    adoptedBefore,
    ledger,
    around,
    refusedHooks: await refusedHooks(hooks, state, { cluster, concurrency, ...signalled }),
    unserved: unserved.union(read.unserved),
  };
}

/** Somebody else makes its kind: it is asked about once that is served. */
const awaited: Prediction = {
  kind: 'deferred',
  because: 'the cluster does not serve its kind yet',
};

/** Whether anything of a target may have steps on record: only then is the ledger asked for. */
function takesSteps({ target, objects, hooks }: Desired, recorded: Inventory): boolean {
  const { entries, hasHooks = false } = recorded;
  return (
    hooks.length > 0 ||
    hasHooks ||
    (target.policy?.approval ?? 'deletions') !== 'deletions' ||
    objects.some(({ manifest }) => manifest.kind === 'StatefulSet') ||
    entries.some(({ id }) => id.kind === 'StatefulSet')
  );
}

/** What comes from another target must not pass for something that Tidewatch made. */
async function adoptedByOthers(
  applied: readonly Rendered[],
  live: ReadonlyMap<string, Manifest>,
  { cluster, inventoryNamespace, concurrency = 32, signal }: ObserveContext,
): Promise<ReadonlySet<string>> {
  const holders = new Set<string>();
  for (const { manifest } of applied) {
    const holder = live.get(keyOf(manifest))?.metadata.labels?.[targetLabel];
    if (holder !== undefined && holder !== manifest.metadata.labels?.[targetLabel]) {
      holders.add(holder);
    }
  }
  const inventories = await concurrently(
    [...holders],
    concurrency,
    (holder) => readInventory(cluster, inventoryNamespace, holder, signal),
    signal,
  );
  const entries = inventories.flatMap((inventory) => inventory.entries);
  return new Set(entries.filter(({ adopted }) => adopted).map(({ id }) => objectKey(id)));
}

function passes(objects: readonly Rendered[]): readonly (readonly Rendered[])[] {
  const passOf = ({ manifest }: Rendered) => {
    const stage = stageOfKind(objectIdOf(manifest));
    return stage === 'definitions' ? 0 : stage === 'intents' || stage === 'identities' ? 1 : 2;
  };
  return [0, 1, 2].map((pass) => objects.filter((object) => passOf(object) === pass));
}

function definedKinds(objects: readonly Rendered[]): ReadonlySet<string> {
  const definitions = objects.filter(
    ({ manifest }) => manifest.kind === 'CustomResourceDefinition',
  );
  return new Set(definitions.map(({ manifest }) => definedKind(manifest)));
}

interface WantedObjects {
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Keys of recorded objects whose kind is not served in any version. */
  readonly unserved: ReadonlySet<string>;
}

/** Desired objects, and recorded ones that are not desired any more, in versions that are served. */
async function wantedObjects(
  desired: Desired,
  hooks: readonly HookInPhase[],
  inventory: Inventory,
  discovery: Discovery,
): Promise<WantedObjects> {
  const wanted = new Map<string, Wanted>();
  const unserved = new Set<string>();
  const versions = new Map<string, string>();
  const manifests = [
    ...desired.objects.map(({ manifest }) => manifest),
    ...hooks.map(({ hook }) => hook.manifest),
  ];
  for (const manifest of manifests) {
    const id = objectIdOf(manifest);
    const { group, version } = splitApiVersion(manifest.apiVersion);
    versions.set(`${group}/${id.kind}`, manifest.apiVersion);
    if ((await discovery.find(group, id.kind, version)) === undefined) continue;
    wanted.set(objectKey(id), { id, apiVersion: manifest.apiVersion, evenUnlabelled: false });
  }
  for (const { id, version } of inventory.entries) {
    if (wanted.has(objectKey(id))) continue;
    const resource =
      (await discovery.find(id.group, id.kind, version)) ??
      (await discovery.find(id.group, id.kind));
    if (resource === undefined) {
      unserved.add(objectKey(id));
      continue;
    }
    const served = id.group === '' ? resource.version : `${id.group}/${resource.version}`;
    const apiVersion = versions.get(`${id.group}/${id.kind}`) ?? served;
    wanted.set(objectKey(id), { id, apiVersion, evenUnlabelled: true });
  }
  return { wanted, unserved };
}

function keyOf(manifest: Manifest): string {
  return objectKey(objectIdOf(manifest));
}
