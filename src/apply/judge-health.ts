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
  const keys = ids.map(objectKey);
  const known = new Map<string, ObjectHealth>();
  const judge = (index: number): ObjectHealth => {
    const key = keys[index] ?? '';
    const done = known.get(key);
    if (done !== undefined) return done;
    const id = ids[index] as ObjectId;
    const object = live.get(key);
    // Owners that own each other see each other as not there yet.
    known.set(key, { id, status: 'NotFound', message: 'it does not exist' });
    if (object !== undefined) {
      const owned = hasRule(object) ? ownedBy(object).map(judge) : [];
      known.set(key, { id, ...healthOf(object, rules, owned) });
    }
    return known.get(key) as ObjectHealth;
  };
  const hasRule = ({ apiVersion, kind }: Manifest) =>
    rules.has(`${splitApiVersion(apiVersion).group}/${kind}`);
  const ownedBy = ({ metadata }: Manifest) =>
    keys.flatMap((key, index) => {
      const owners = live.get(key)?.metadata.ownerReferences ?? [];
      return owners.some(({ uid }) => uid === metadata.uid) ? [index] : [];
    });
  return ids.map((_, index) => judge(index));
}
