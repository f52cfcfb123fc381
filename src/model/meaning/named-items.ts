import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** The objects of a list by the text under a key; those without one are left out. */
export function itemsBy(list: JsonValue | undefined, key: string): ReadonlyMap<string, JsonObject> {
  const items = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return new Map(
    items.flatMap((item) => {
      const name = item[key];
      return typeof name === 'string' && name !== '' ? [[name, item] as const] : [];
    }),
  );
}

/** The names of the fields that differ between two objects, in order. */
export function changedFields(
  before: JsonObject,
  after: JsonObject,
  equal: (a: JsonValue | undefined, b: JsonValue | undefined) => boolean,
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !equal(before[name], after[name]));
}
