import { selectField } from '../model/field-selector.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { type FieldTree, isOurs, type ManagedFieldsEntry } from '../model/managed-fields.ts';

/** What one manager owns at one place of an object. */
export interface OwnedTree {
  readonly entry: ManagedFieldsEntry;
  readonly tree: FieldTree;
}

/** What all managers own at one place of an object, and below it. */
export type OwnedPlace = readonly OwnedTree[];

export function rootPlace(entries: readonly ManagedFieldsEntry[]): OwnedPlace {
  return entries.map((entry) => ({ entry, tree: entry.fields }));
}

/** What is owned one step further in. */
export function placeBelow(place: OwnedPlace, key: string): OwnedPlace {
  return place.flatMap(({ entry, tree }) => {
    const child = tree[key];
    return isJsonObject(child) ? [{ entry, tree: child }] : [];
  });
}

export function isOursAt(place: OwnedPlace): boolean {
  return place.some(({ entry }) => isOurs(entry));
}

/** Whether the server merges what stands here field by field, rather than as one value. */
export function isGranular(place: OwnedPlace): boolean {
  return place.some(({ tree }) => Object.keys(tree).some((key) => key !== '.'));
}

/** The selector, in somebody's fields, of the list item that an item of a desired list stands for. */
export function itemKey(place: OwnedPlace, item: JsonValue): string | undefined {
  for (const { tree } of place) {
    const key = Object.keys(tree).find(
      (one) => /^[kv]:/.test(one) && selectField([item], one) !== undefined,
    );
    if (key !== undefined) return key;
  }
  return undefined;
}

/**
 * The selector of an item that nobody owns, by the keys of its neighbours; the
 * item itself for a set. `undefined` where the list is not merged by keys.
 */
export function itemKeyByNeighbours(place: OwnedPlace, item: JsonValue): string | undefined {
  for (const { tree } of place) {
    for (const key of Object.keys(tree)) {
      if (key.startsWith('v:')) return `v:${JSON.stringify(item)}`;
      if (!key.startsWith('k:') || !isJsonObject(item)) continue;
      const names = Object.keys(JSON.parse(key.slice(2)) as object);
      const values = names.map((name) => [
        name,
        item[name] ?? (name === 'protocol' ? 'TCP' : undefined),
      ]);
      return `k:${JSON.stringify(Object.fromEntries(values))}`;
    }
  }
  return undefined;
}
