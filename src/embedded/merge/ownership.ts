import type { JsonObject } from '../../model/json.ts';
import { compareText } from '../../model/object-id.ts';
import {
  EMPTY_FIELD_SET,
  type FieldSet,
  intersectFieldSets,
  isEmptyFieldSet,
  subtractFieldSet,
  unionFieldSets,
} from '../fieldpath/field-set.ts';
import type { Atom } from '../schema/atom.ts';
import { type Comparison, compareTyped, mapComparison } from '../typed/compare.ts';
import { reconcileFields } from '../typed/reconcile.ts';
import { ApplyConflict, type Conflict, conflictsWith } from './conflict.ts';
import { fieldsOf, type Manager, type Managers } from './managers.ts';

/** The types of one kind. */
export interface KindSchema {
  /** The type in a version; `undefined` where that version is not served. */
  atom(apiVersion: string): Atom | undefined;
  /** The fields a request in a version may own: the others are reset by the server. */
  own(apiVersion: string, fields: FieldSet): FieldSet;
}

/** Who writes, with which version and under which identity. */
export interface Writer {
  readonly id: string;
  readonly manager: Omit<Manager, 'time' | 'fields'>;
}

/** The type of the version a request is in; there always is one. */
export function atomOf(schema: KindSchema, apiVersion: string): Atom {
  const atom = schema.atom(apiVersion);
  if (atom === undefined) throw new Error(`${apiVersion} has no schema`);
  return atom;
}

/** The managers in terms of the schema as it is now; versions that are gone are forgotten. */
export function reconcileManagers(schema: KindSchema, managers: Managers): Managers {
  const reconciled = new Map<string, Manager>();
  for (const [id, manager] of managers) {
    const atom = schema.atom(manager.apiVersion);
    if (atom !== undefined) {
      reconciled.set(id, { ...manager, fields: reconcileFields(atom, manager.fields) });
    }
  }
  return reconciled;
}

/**
 * Takes what changed from every manager but the writer. Without `force` a
 * field of another manager that changed is a conflict.
 */
export function takeChangedFields(
  schema: KindSchema,
  before: JsonObject,
  after: JsonObject,
  managers: Managers,
  writer: Writer,
  force: boolean,
): { readonly managers: Managers; readonly comparison: Comparison } {
  const comparisons = new Map<string, Comparison>();
  const comparisonIn = (apiVersion: string): Comparison => {
    const known = comparisons.get(apiVersion);
    if (known !== undefined) return known;
    const whole = compareTyped(atomOf(schema, apiVersion), before, after);
    const owned = mapComparison(whole, (set) => schema.own(apiVersion, set));
    comparisons.set(apiVersion, owned);
    return owned;
  };
  const conflicts: Conflict[] = [];
  const left = new Map<string, Manager>();
  for (const [id, manager] of [...managers].sort(([a], [b]) => compareText(a, b))) {
    let fields = manager.fields;
    if (id !== writer.id) {
      const { added, modified, removed } = comparisonIn(manager.apiVersion);
      const taken = intersectFieldSets(fields, unionFieldSets(modified, added));
      if (!isEmptyFieldSet(taken)) conflicts.push(...conflictsWith(manager, taken));
      fields = subtractFieldSet(subtractFieldSet(fields, taken), removed);
    }
    if (!isEmptyFieldSet(fields)) left.set(id, { ...manager, fields });
  }
  if (!force && conflicts.length > 0) throw new ApplyConflict(conflicts);
  return { managers: left, comparison: comparisonIn(writer.manager.apiVersion) };
}

/** Who owns what after an object was written as a whole, or patched. */
export function ownAfterUpdate(
  schema: KindSchema,
  before: JsonObject,
  after: JsonObject,
  managers: Managers,
  writer: Writer,
): Managers {
  const { apiVersion } = writer.manager;
  const taken = takeChangedFields(
    schema,
    before,
    after,
    reconcileManagers(schema, managers),
    writer,
    true,
  );
  const { added, modified, removed } = taken.comparison;
  const kept = subtractFieldSet(fieldsOf(taken.managers, writer.id), removed);
  const owned = schema.own(apiVersion, unionFieldSets(unionFieldSets(kept, modified), added));
  const result = new Map(taken.managers);
  if (isEmptyFieldSet(owned)) result.delete(writer.id);
  else result.set(writer.id, { ...writer.manager, time: undefined, fields: owned });
  return result;
}

/** The union of what all managers own, by version. */
export function fieldsByVersion(managers: Managers): ReadonlyMap<string, FieldSet> {
  const byVersion = new Map<string, FieldSet>();
  for (const { apiVersion, fields } of managers.values()) {
    byVersion.set(apiVersion, unionFieldSets(byVersion.get(apiVersion) ?? EMPTY_FIELD_SET, fields));
  }
  return byVersion;
}
