import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { keyElement, type PathElement, valueElement } from '../fieldpath/path-element.ts';
import type { ListType } from '../schema/atom.ts';

/** The step that names an item of an associative list, or why it has none. */
export type ItemStep = { readonly step: PathElement } | { readonly problem: string };

export function stepOfItem(list: ListType, item: JsonValue): ItemStep {
  return list.keys.length === 0 ? stepByValue(item) : stepByKeys(list, item);
}

function stepByValue(item: JsonValue): ItemStep {
  if (Array.isArray(item)) {
    return { problem: 'not supported: associative list with lists as elements' };
  }
  if (isJsonObject(item)) {
    return { problem: "associative list without keys has an element that's a map type" };
  }
  if (item === null) {
    return { problem: "associative list without keys has an element that's an explicit null" };
  }
  return { step: valueElement(item) };
}

function stepByKeys(list: ListType, item: JsonValue): ItemStep {
  if (item === null) return { problem: 'associative list with keys may not have a null element' };
  if (!isJsonObject(item)) {
    return { problem: 'associative list with keys may not have non-map elements' };
  }
  const fields = list.items.atom.map?.fields;
  const found: [string, JsonValue][] = [];
  for (const key of list.keys) {
    const value = item[key] ?? fields?.get(key)?.defaultValue;
    if (value !== undefined) found.push([key, value]);
  }
  if (found.length > 0) return { step: keyElement(found) };
  const keys = list.keys.map((key) => JSON.stringify(key)).join(' ');
  return {
    problem: `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`,
  };
}

/** The items of an associative list under their steps; items that have none are left out. */
export function itemsByStep(
  list: ListType,
  items: readonly JsonValue[],
): ReadonlyMap<PathElement, readonly JsonValue[]> {
  const byStep = new Map<PathElement, JsonValue[]>();
  for (const item of items) {
    const named = stepOfItem(list, item);
    if ('problem' in named) continue;
    const same = byStep.get(named.step);
    if (same === undefined) byStep.set(named.step, [item]);
    else same.push(item);
  }
  return byStep;
}
