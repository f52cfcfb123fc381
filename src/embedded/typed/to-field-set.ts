import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import {
  addChild,
  draftFieldSet,
  EMPTY_FIELD_SET,
  type FieldSet,
  type FieldSetDraft,
} from '../fieldpath/field-set.ts';
import { fieldElement, type PathElement } from '../fieldpath/path-element.ts';
import { type Atom, kindOf, type ListType, type MapType, typeOfKey } from '../schema/atom.ts';
import { itemsByStep } from './list-items.ts';

const ROOT: PathElement = 'f:';

/** Every field a value sets. */
export function toFieldSet(atom: Atom, value: JsonValue): FieldSet {
  const holder = draftFieldSet();
  collect(atom, value, ROOT, holder);
  return holder.children.get(ROOT) ?? EMPTY_FIELD_SET;
}

function collect(atom: Atom, value: JsonValue, step: PathElement, parent: FieldSetDraft): void {
  switch (kindOf(atom, value)) {
    case 'map':
      if (atom.map?.relationship === 'atomic') parent.members.add(step);
      else if (atom.map !== undefined && isJsonObject(value)) {
        addChild(parent, step, collectMap(atom.map, value));
      }
      break;
    case 'list':
      if (atom.list?.relationship === 'atomic') parent.members.add(step);
      else if (atom.list !== undefined && Array.isArray(value)) {
        addChild(parent, step, collectList(atom.list, value));
      }
      break;
    case 'scalar':
      parent.members.add(step);
      break;
  }
}

function collectMap(map: MapType, value: JsonObject): FieldSet {
  const draft = draftFieldSet();
  for (const [key, child] of Object.entries(value)) {
    const type = typeOfKey(map, key);
    if (child === undefined || type === undefined) continue;
    const step = fieldElement(key);
    collect(type.atom, child, step, draft);
    const bare = child === null || (isJsonObject(child) && Object.keys(child).length === 0);
    if (bare || !map.fields.has(key)) draft.members.add(step);
  }
  return draft;
}

function collectList(list: ListType, items: readonly JsonValue[]): FieldSet {
  const draft = draftFieldSet();
  for (const [step, same] of itemsByStep(list, items)) {
    draft.members.add(step);
    const [item] = same;
    // What is below an item named twice belongs to nobody in particular.
    if (same.length === 1 && item !== undefined) collect(list.items.atom, item, step, draft);
  }
  return draft;
}
