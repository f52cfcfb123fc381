import { compareElements, type PathElement } from './path-element.ts';

/** A set of field paths, as a tree. A path may be a member and have members below it. */
export interface FieldSet {
  readonly members: ReadonlySet<PathElement>;
  /** Never holds an empty set. */
  readonly children: ReadonlyMap<PathElement, FieldSet>;
}

/** A field set while it is being made. */
export interface FieldSetDraft extends FieldSet {
  readonly members: Set<PathElement>;
  readonly children: Map<PathElement, FieldSet>;
}

export const EMPTY_FIELD_SET: FieldSet = { members: new Set(), children: new Map() };

export function draftFieldSet(): FieldSetDraft {
  return { members: new Set(), children: new Map() };
}

export function isEmptyFieldSet(set: FieldSet): boolean {
  return set.members.size === 0 && set.children.size === 0;
}

/** Puts a set under a step, unless it is empty. */
export function addChild(draft: FieldSetDraft, step: PathElement, child: FieldSet): void {
  if (!isEmptyFieldSet(child)) draft.children.set(step, child);
}

export function fieldSetOf(...paths: readonly (readonly PathElement[])[]): FieldSet {
  return paths.reduce<FieldSet>(
    (set, path) => unionFieldSets(set, singlePath(path)),
    EMPTY_FIELD_SET,
  );
}

function singlePath(path: readonly PathElement[]): FieldSet {
  const [first, ...rest] = path;
  if (first === undefined) return EMPTY_FIELD_SET;
  return rest.length === 0
    ? { members: new Set([first]), children: new Map() }
    : { members: new Set(), children: new Map([[first, singlePath(rest)]]) };
}

export function unionFieldSets(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptyFieldSet(a)) return b;
  if (isEmptyFieldSet(b)) return a;
  const children = new Map(a.children);
  for (const [step, child] of b.children) {
    const other = children.get(step);
    children.set(step, other === undefined ? child : unionFieldSets(other, child));
  }
  return { members: a.members.union(b.members), children };
}

export function intersectFieldSets(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptyFieldSet(a) || isEmptyFieldSet(b)) return EMPTY_FIELD_SET;
  const draft = { members: a.members.intersection(b.members), children: new Map() };
  for (const [step, child] of a.children) {
    const other = b.children.get(step);
    if (other !== undefined) addChild(draft, step, intersectFieldSets(child, other));
  }
  return draft;
}

/** The members of `a` that are not members of `b`; what lies below a member of `b` stays. */
export function subtractFieldSet(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptyFieldSet(b)) return a;
  const draft = { members: a.members.difference(b.members), children: new Map() };
  for (const [step, child] of a.children) {
    const other = b.children.get(step);
    addChild(draft, step, other === undefined ? child : subtractFieldSet(child, other));
  }
  return draft;
}

/** As `subtractFieldSet`, but a member of `b` takes everything below it too. */
export function subtractRecursively(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptyFieldSet(b)) return a;
  const draft = { members: a.members.difference(b.members), children: new Map() };
  for (const [step, child] of a.children) {
    if (b.members.has(step)) continue;
    const other = b.children.get(step);
    addChild(draft, step, other === undefined ? child : subtractRecursively(child, other));
  }
  return draft;
}

/** Every path, in the order in which the API server lists them: members, then what is below. */
export function* pathsOf(
  set: FieldSet,
  prefix: readonly PathElement[] = [],
): Generator<readonly PathElement[]> {
  for (const member of [...set.members].sort(compareElements)) yield [...prefix, member];
  const children = [...set.children].sort(([a], [b]) => compareElements(a, b));
  for (const [step, child] of children) yield* pathsOf(child, [...prefix, step]);
}
