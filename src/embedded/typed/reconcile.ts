import {
  type FieldSet,
  fieldSetOf,
  isEmptyFieldSet,
  subtractRecursively,
  unionFieldSets,
} from '../fieldpath/field-set.ts';
import type { PathElement } from '../fieldpath/path-element.ts';
import { type Atom, typeOfKey } from '../schema/atom.ts';

/**
 * Brings owned fields up to date with a schema that changed since: where a
 * type has become atomic, owning some of it becomes owning it all.
 */
export function reconcileFields(atom: Atom, fields: FieldSet): FieldSet {
  const nowAtomic = [...atomicPaths(atom, fields, false, [])];
  if (nowAtomic.length === 0) return fields;
  const roots = fieldSetOf(...nowAtomic);
  return unionFieldSets(subtractRecursively(fields, roots), roots);
}

function* atomicPaths(
  atom: Atom,
  fields: FieldSet,
  isLeaf: boolean,
  path: readonly PathElement[],
): Generator<readonly PathElement[]> {
  const relationship = atom.map?.relationship ?? atom.list?.relationship;
  if (relationship === undefined || (atom.map === undefined && atom.scalar !== undefined)) return;
  if (atom.map?.deduced === true) return;
  if (relationship === 'atomic') {
    if (!isLeaf && !isEmptyFieldSet(fields)) yield path;
    return;
  }
  for (const [step, below] of fields.children) {
    const type =
      atom.map === undefined
        ? atom.list?.items
        : typeOfKey(atom.map, step.slice(step.indexOf(':') + 1));
    if (type !== undefined) yield* atomicPaths(type.atom, below, false, [...path, step]);
  }
}
