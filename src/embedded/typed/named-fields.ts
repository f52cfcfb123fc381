import { draftFieldSet, type FieldSet } from '../fieldpath/field-set.ts';
import { type Atom, typeOfKey } from '../schema/atom.ts';

/**
 * Makes every declared field that has members below it a member itself.
 * Ownership of a struct is implied by ownership of its fields, and has to be
 * spelled out before sets are subtracted from each other.
 */
export function ensureNamedFieldsAreMembers(atom: Atom, set: FieldSet): FieldSet {
  if (set.children.size === 0) return set;
  const draft = draftFieldSet();
  for (const member of set.members) draft.members.add(member);
  for (const [step, child] of set.children) {
    let below: Atom = {};
    if (step.startsWith('f:') && atom.map !== undefined) {
      const name = step.slice(2);
      if (atom.map.fields.has(name)) draft.members.add(step);
      below = typeOfKey(atom.map, name)?.atom ?? {};
    } else if (atom.list !== undefined) below = atom.list.items.atom;
    draft.children.set(step, ensureNamedFieldsAreMembers(below, child));
  }
  return draft;
}
