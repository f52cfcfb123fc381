import type { Manifest } from '../model/manifest.ts';
import { type ObjectId, objectKey, splitApiVersion } from '../model/object-id.ts';
import type { HealthRules, ObjectHealth } from './health.ts';
import { healthOf } from './health-of.ts';

/**
 * The health of objects, in their order. The rule of an owner is given the
 * health of those it owns.
 */
export function judgeHealth(
  ids: readonly ObjectId[],
  live: ReadonlyMap<string, Manifest>,
  rules: HealthRules,
): readonly ObjectHealth[] {
  const known = new Map<string, ObjectHealth>();
  const judge = (id: ObjectId): ObjectHealth => {
    const key = objectKey(id);
    const done = known.get(key);
    if (done !== undefined) return done;
    const missing: ObjectHealth = { id, status: 'NotFound', message: 'it does not exist' };
    // Objects that own each other see each other as missing instead of asking for ever.
    known.set(key, missing);
    const object = live.get(key);
    if (object === undefined) return missing;
    const owned = hasRule(object, rules) ? ids.filter((other) => isOwned(other, object)) : [];
    const health = { id, ...healthOf(object, rules, owned.map(judge)) };
    known.set(key, health);
    return health;
  };
  const isOwned = (id: ObjectId, { metadata }: Manifest) =>
    live.get(objectKey(id))?.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) ===
    true;
  return ids.map(judge);
}

/** Only a rule of its own looks at what an object owns. */
function hasRule({ apiVersion, kind }: Manifest, rules: HealthRules): boolean {
  return rules.has(`${splitApiVersion(apiVersion).group}/${kind}`);
}
