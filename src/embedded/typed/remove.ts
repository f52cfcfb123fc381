import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { type FieldSet, isEmptyFieldSet } from '../fieldpath/field-set.ts';
import { fieldElement } from '../fieldpath/path-element.ts';
import { type Atom, kindOf, type ListType, type MapType, typeOfKey } from '../schema/atom.ts';
import { stepOfItem } from './list-items.ts';

/**
 * The value without the fields of a set. What becomes empty on the way goes
 * too, as `null` where a key has to keep its place.
 */
export function removeFields(atom: Atom, value: JsonValue, set: FieldSet): JsonValue {
  if (isEmptyFieldSet(set)) return value;
  switch (kindOf(atom, value)) {
    case 'map':
      return atom.map !== undefined && isJsonObject(value) ? fromMap(atom.map, value, set) : null;
    case 'list':
      return atom.list !== undefined && Array.isArray(value)
        ? fromList(atom.list, value, set)
        : null;
    default:
      return value;
  }
}

function fromMap(map: MapType, value: JsonObject, set: FieldSet): JsonValue {
  if (map.relationship === 'atomic') return null;
  const kept: Record<string, JsonValue> = {};
  for (const [key, child] of Object.entries(value)) {
    const step = fieldElement(key);
    if (child === undefined || set.members.has(step)) continue;
    const below = set.children.get(step);
    const type = typeOfKey(map, key);
    kept[key] =
      below === undefined || type === undefined ? child : removeFields(type.atom, child, below);
  }
  return Object.keys(kept).length > 0 ? kept : null;
}

function fromList(list: ListType, items: readonly JsonValue[], set: FieldSet): JsonValue {
  if (list.relationship === 'atomic') return null;
  const kept: JsonValue[] = [];
  for (const item of items) {
    const named = stepOfItem(list, item);
    const step = 'step' in named ? named.step : undefined;
    if (step !== undefined && set.members.has(step)) continue;
    const below = step === undefined ? undefined : set.children.get(step);
    kept.push(below === undefined ? item : removeFields(list.items.atom, item, below));
  }
  return kept.length > 0 ? kept : null;
}
