import type { Problem } from '../model/errors.ts';
import type { InventoryEntry } from '../model/inventory.ts';
import type { Rendered } from '../model/manifest.ts';
import { formatObjectId, type ObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import type { Desired } from './desired.ts';
import type { GraphNode } from './graph/node.ts';
import type { PlannedMigrations } from './migrations/plan-migrations.ts';
import type { Observation } from './observe.ts';
import type { OtherTargets } from './ownership.ts';
import type { PlannedObject, Skip } from './plan.ts';
import { ownerMissing, planObject } from './plan-object.ts';

/** What happens to the desired objects, and what is to be on record for them. */
export interface DecidedObjects {
  readonly nodes: readonly GraphNode[];
  readonly applied: readonly InventoryEntry[];
  readonly retained: readonly InventoryEntry[];
  readonly skips: readonly Skip[];
  readonly problems: readonly Problem[];
}

export function decideObjects(
  { target, objects, leftAlone }: Desired,
  observation: Observation,
  others: OtherTargets,
  migrations: PlannedMigrations,
): DecidedObjects {
  const recorded = new Map(
    observation.inventory.entries.map((entry) => [objectKey(entry.id), entry]),
  );
  const nodes: GraphNode[] = [];
  const applied: InventoryEntry[] = [];
  const retained: InventoryEntry[] = [];
  const skips: Skip[] = [];
  const problems: Problem[] = [];
  const ownerless: { readonly object: Rendered; readonly owner: ObjectId }[] = [];
  for (const object of objects) {
    const reason = leftAlone?.get(objectKey(objectIdOf(object.manifest)));
    const seen = afterMigrations(object, observation, migrations);
    const result = planObject(object, target.name, seen, others, recorded, reason);
    problems.push(...result.problems);
    if (result.missingOwner !== undefined) ownerless.push({ object, owner: result.missingOwner });
    if (result.skip !== undefined) skips.push(result.skip);
    if (result.planned !== undefined) nodes.push(nodeOf(object, result.planned));
    if (result.entry !== undefined) {
      (result.planned === undefined ? retained : applied).push(result.entry);
    }
  }
  // What keeps an owner away is said once, and not again for everything it owns.
  const named = new Set(problems.map(({ subject }) => subject));
  for (const { object, owner } of ownerless) {
    if (!named.has(formatObjectId(owner))) problems.push(ownerMissing(object, owner));
  }
  return { nodes, applied, retained, skips, problems };
}

/** The server's refusal of what a migration makes possible is none. */
function afterMigrations(
  { manifest }: Rendered,
  observation: Observation,
  { handled }: PlannedMigrations,
): Observation {
  const key = objectKey(objectIdOf(manifest));
  if (!handled.has(key) || observation.predictions.get(key)?.kind !== 'refused') return observation;
  const because = 'a migration makes it anew';
  const predictions = new Map(observation.predictions).set(key, { kind: 'deferred', because });
  return { ...observation, predictions };
}

function nodeOf(source: Rendered, object: PlannedObject): GraphNode {
  const key = objectKey(objectIdOf(source.manifest));
  return { key, source, phase: 'Sync', what: { object } };
}
