import { isJsonObject, type JsonValue } from '../model/json.ts';

export interface ItemPair {
  /** Where the item stands after, or stood before when it is gone. */
  readonly index: number;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** What identifies the items of Kubernetes' lists, the most telling first. */
const identifyingKeys = [
  'name',
  'mountPath',
  'containerPort',
  'port',
  'uid',
  'key',
  'topologyKey',
  'type',
];

/**
 * Pairs the items of two lists by what identifies them. `undefined` where
 * nothing does, or only the order differs: the lists then differ as a whole.
 */
export function alignItems(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): readonly ItemPair[] | undefined {
  const key = identifyingKeys.find((name) => identifies(before, name) && identifies(after, name));
  if (key === undefined) return undefined;
  const old = new Map(before.map((item) => [identity(item, key), item]));
  const kept = after.map((item) => identity(item, key)).filter((id) => old.has(id));
  const wereInOrder = before.map((item) => identity(item, key)).filter((id) => kept.includes(id));
  if (kept.some((id, index) => id !== wereInOrder[index])) return undefined;
  const pairs: ItemPair[] = after.map((item, index) => {
    const id = identity(item, key);
    const pair = { index, before: old.get(id), after: item };
    old.delete(id);
    return pair;
  });
  const gone = before.entries().filter(([, item]) => old.has(identity(item, key)));
  return [...pairs, ...gone.map(([index, item]) => ({ index, before: item, after: undefined }))];
}

/** Whether every item has this key, and no two the same value. */
function identifies(items: readonly JsonValue[], key: string): boolean {
  const ids = items.map((item) => identity(item, key));
  return ids.every((id) => id !== undefined) && new Set(ids).size === ids.length;
}

function identity(item: JsonValue, key: string): string | undefined {
  const value = isJsonObject(item) ? item[key] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
