import { encodeInventory, type Inventory, type InventoryEntry } from '../model/inventory.ts';
import { canonicalJson } from '../model/json.ts';
import { objectKey } from '../model/object-id.ts';
import type { ApplyOutcome } from './apply.ts';
import { removeInventory, storeInventory } from './inventory-store.ts';
import type { ApplyRun } from './run.ts';

/**
 * Before the first write: everything that is on record and everything that is
 * to come. Whatever happens then, nothing on the cluster is unknown.
 */
export async function recordBefore(run: ApplyRun): Promise<void> {
  const { recorded, applied, deleteHooks, hasHooks } = run.plan.inventory;
  const known = new Set(recorded.entries.map(({ id }) => objectKey(id)));
  const added = applied.filter(({ id }) => !known.has(objectKey(id)));
  const sameHooks = canonicalJson(deleteHooks) === canonicalJson(recorded.deleteHooks ?? []);
  // That there are hooks is on record before the first of them runs.
  const hooksKnown = !hasHooks || recorded.hasHooks === true;
  if (added.length === 0 && sameHooks && hooksKnown) return;
  const entries = [...recorded.entries, ...added];
  await store(run, {
    ...recorded,
    entries,
    deleteHooks,
    hasHooks: hasHooks || !!recorded.hasHooks,
  });
}

/**
 * After the last write: what is there, with its uids. After an apply that did
 * not end well everything on record stays on record.
 */
export async function recordAfter(run: ApplyRun, outcome: ApplyOutcome): Promise<void> {
  const ended = outcome === 'done' || outcome === 'pruning-held';
  const { applied, recorded, retained } = run.plan.inventory;
  const prunes = new Set(run.plan.prunes.map(({ id }) => objectKey(id)));
  const kept = ended
    ? [...retained, ...recorded.entries.filter(({ id }) => prunes.has(objectKey(id)))]
    : run.stored.entries;
  const entries = new Map<string, InventoryEntry>();
  for (const entry of [...kept, ...(ended ? applied : [])]) {
    const key = objectKey(entry.id);
    if (run.deleted.has(key)) continue;
    entries.set(key, { ...entry, uid: run.uids.get(key) ?? entry.uid });
  }
  const revision = ended ? run.plan.revision : run.stored.revision;
  const over = run.plan.removal && outcome === 'done';
  const deleteHooks = over ? [] : run.plan.inventory.deleteHooks;
  const hasHooks =
    (run.plan.inventory.hasHooks && !over) || (!ended && run.stored.hasHooks === true);
  const { target } = run.plan;
  await store(run, { target, revision, entries: [...entries.values()], deleteHooks, hasHooks });
}

async function store(run: ApplyRun, inventory: Inventory): Promise<void> {
  const { cluster, inventoryNamespace } = run.context;
  if (sameText(inventory, run.stored)) return;
  if (isEmpty(inventory)) {
    await removeInventory(cluster, inventoryNamespace, inventory.target);
  } else {
    await storeInventory(cluster, inventoryNamespace, inventory);
  }
  run.stored = inventory;
}

function sameText(a: Inventory, b: Inventory): boolean {
  if (isEmpty(a) && isEmpty(b)) return true;
  return canonicalJson(encodeInventory(a, '')) === canonicalJson(encodeInventory(b, ''));
}

function isEmpty({ entries, deleteHooks = [], hasHooks = false }: Inventory): boolean {
  return entries.length + deleteHooks.length === 0 && !hasHooks;
}
