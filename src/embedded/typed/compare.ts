import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import {
  addChild,
  draftFieldSet,
  EMPTY_FIELD_SET,
  type FieldSet,
  type FieldSetDraft,
} from '../fieldpath/field-set.ts';
import { fieldElement, type PathElement } from '../fieldpath/path-element.ts';
import {
  type Atom,
  type AtomKind,
  kindOf,
  type ListType,
  type MapType,
  typeOfKey,
} from '../schema/atom.ts';
import { itemsByStep } from './list-items.ts';

/** The fields that differ between two values of one type. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

interface Draft {
  readonly added: FieldSetDraft;
  readonly modified: FieldSetDraft;
  readonly removed: FieldSetDraft;
}

const ROOT: PathElement = 'f:';

export function mapComparison(
  comparison: Comparison,
  change: (set: FieldSet) => FieldSet,
): Comparison {
  return {
    added: change(comparison.added),
    modified: change(comparison.modified),
    removed: change(comparison.removed),
  };
}

const draftOf = (): Draft => ({
  added: draftFieldSet(),
  modified: draftFieldSet(),
  removed: draftFieldSet(),
});

export function compareTyped(atom: Atom, before: JsonValue, after: JsonValue): Comparison {
  const holder = draftOf();
  compareAt(atom, before, after, ROOT, holder);
  return mapComparison(holder, (set) => set.children.get(ROOT) ?? EMPTY_FIELD_SET);
}

type Side = JsonValue | undefined;

function compareAt(atom: Atom, before: Side, after: Side, step: PathElement, parent: Draft): void {
  // Versions of an object share what did not change.
  if (before === after) return;
  const kindBefore = kindOf(atom, before);
  const kindAfter = kindOf(atom, after);
  const kinds =
    after === undefined
      ? [kindBefore]
      : before === undefined || kindBefore === kindAfter
        ? [kindAfter]
        : [kindBefore, kindAfter];
  let leaf = false;
  for (const kind of kinds) leaf = compareAs(kind, atom, before, after, step, parent);
  if (leaf) return;
  if (before === undefined) parent.added.members.add(step);
  else if (after === undefined) parent.removed.members.add(step);
}

/** Compares as one kind; says whether the value was compared as a whole. */
function compareAs(
  kind: AtomKind | undefined,
  atom: Atom,
  before: Side,
  after: Side,
  step: PathElement,
  parent: Draft,
): boolean {
  const inside =
    kind === 'map' && atom.map !== undefined
      ? compareAsMaps(atom.map, before, after)
      : kind === 'list' && atom.list !== undefined
        ? compareAsLists(atom.list, before, after)
        : undefined;
  if (inside === undefined) compareWhole(before, after, step, parent);
  else attach(parent, step, inside);
  return inside === undefined;
}

/** `undefined` where the maps are compared as a whole. */
function compareAsMaps(map: MapType, before: Side, after: Side): Draft | undefined {
  const left = isJsonObject(before) ? before : {};
  const right = isJsonObject(after) ? after : {};
  const bare = Object.keys(left).length === 0 && Object.keys(right).length === 0;
  return map.relationship === 'atomic' || bare ? undefined : compareMaps(map, left, right);
}

/** `undefined` where the lists are compared as a whole. */
function compareAsLists(list: ListType, before: Side, after: Side): Draft | undefined {
  const left = Array.isArray(before) ? before : [];
  const right = Array.isArray(after) ? after : [];
  const bare = left.length + right.length === 0;
  return list.relationship === 'atomic' || bare ? undefined : compareLists(list, left, right);
}

function attach(parent: Draft, step: PathElement, found: Draft): void {
  addChild(parent.added, step, found.added);
  addChild(parent.modified, step, found.modified);
  addChild(parent.removed, step, found.removed);
}

function compareWhole(before: Side, after: Side, step: PathElement, parent: Draft): void {
  if (before === undefined) parent.added.members.add(step);
  else if (after === undefined) parent.removed.members.add(step);
  else if (!jsonEquals(before, after)) parent.modified.members.add(step);
}

function compareMaps(map: MapType, before: JsonObject, after: JsonObject): Draft {
  const draft = draftOf();
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const type = typeOfKey(map, key);
    if (type !== undefined) compareAt(type.atom, before[key], after[key], fieldElement(key), draft);
  }
  return draft;
}

function compareLists(
  list: ListType,
  before: readonly JsonValue[],
  after: readonly JsonValue[],
): Draft {
  const draft = draftOf();
  const left = itemsByStep(list, before);
  const right = itemsByStep(list, after);
  for (const step of new Set([...left.keys(), ...right.keys()])) {
    compareItems(list, left.get(step) ?? [], right.get(step) ?? [], step, draft);
  }
  return draft;
}

/** Items that share a name are one value: it comes, changes and goes as a whole. */
function compareItems(
  list: ListType,
  left: readonly JsonValue[],
  right: readonly JsonValue[],
  step: PathElement,
  draft: Draft,
): void {
  if (left.length <= 1 && right.length <= 1) {
    compareAt(list.items.atom, left[0], right[0], step, draft);
  } else if (left.length > 1 && right.length > 1) {
    if (!jsonEquals(left, right)) draft.modified.members.add(step);
  } else if (left.length > 1) {
    if (right[0] !== undefined) compareAt(list.items.atom, undefined, right[0], step, draft);
    draft.removed.members.add(step);
  } else {
    if (left[0] !== undefined) compareAt(list.items.atom, left[0], undefined, step, draft);
    draft.added.members.add(step);
  }
}
