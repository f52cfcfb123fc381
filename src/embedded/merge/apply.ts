import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import {
  type FieldSet,
  intersectFieldSets,
  isEmptyFieldSet,
  subtractFieldSet,
  unionFieldSets,
} from '../fieldpath/field-set.ts';
import type { Atom } from '../schema/atom.ts';
import { mergeTyped } from '../typed/merge.ts';
import { ensureNamedFieldsAreMembers } from '../typed/named-fields.ts';
import { removeFields } from '../typed/remove.ts';
import { toFieldSet } from '../typed/to-field-set.ts';
import type { Manager, Managers } from './managers.ts';
import {
  atomOf,
  fieldsByVersion,
  type KindSchema,
  reconcileManagers,
  takeChangedFields,
  type Writer,
} from './ownership.ts';

export interface Applied {
  /** The merged object; `undefined` where the live object is already as it should be. */
  readonly object: JsonObject | undefined;
  readonly managers: Managers;
}

function asObject(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Server-side apply: merge, remove what the applier let go of, settle the owners. */
export function applyConfiguration(
  schema: KindSchema,
  live: JsonObject,
  config: JsonObject,
  managers: Managers,
  writer: Writer,
  force: boolean,
): Applied {
  const { apiVersion } = writer.manager;
  const atom = atomOf(schema, apiVersion);
  const before = reconcileManagers(schema, managers);
  const merged = asObject(mergeTyped(atom, live, config));
  const last = before.get(writer.id);
  const fields = schema.own(apiVersion, toFieldSet(atom, config));
  const withConfig = new Map(before);
  withConfig.set(writer.id, { ...writer.manager, time: last?.time, fields });
  const pruned = last === undefined ? merged : prune(schema, merged, withConfig, last);
  const settled = takeChangedFields(schema, live, pruned, withConfig, writer, force);
  return {
    object: jsonEquals(live, pruned) ? undefined : pruned,
    managers: settled.managers,
  };
}

/**
 * Removes what the applier owned and no longer applies, unless somebody else
 * owns it or it never was the applier's alone.
 */
function prune(
  schema: KindSchema,
  merged: JsonObject,
  managers: Managers,
  last: Manager,
): JsonObject {
  const atom = schema.atom(last.apiVersion);
  if (atom === undefined || isEmptyFieldSet(last.fields)) return merged;
  const lastFields = ensureNamedFieldsAreMembers(atom, last.fields);
  const stripped = removeFields(atom, merged, lastFields);
  const owned = addBackOwned(schema, last.apiVersion, merged, stripped, managers);
  return addBackDangling(atom, merged, owned, lastFields);
}

function namedFieldsOf(atom: Atom, value: JsonValue): FieldSet {
  return ensureNamedFieldsAreMembers(atom, toFieldSet(atom, value));
}

function addBackOwned(
  schema: KindSchema,
  prunedVersion: string,
  merged: JsonObject,
  stripped: JsonValue,
  managers: Managers,
): JsonValue {
  const versions = fieldsByVersion(managers);
  // The version that was pruned goes first: the others may not read what is left of it.
  const ordered = [prunedVersion, ...[...versions.keys()].filter((one) => one !== prunedVersion)];
  let result = stripped;
  for (const version of ordered) {
    const atom = schema.atom(version);
    const managed = versions.get(version);
    if (atom === undefined || managed === undefined) continue;
    const kept = unionFieldSets(
      namedFieldsOf(atom, result),
      ensureNamedFieldsAreMembers(atom, managed),
    );
    result = removeFields(atom, merged, subtractFieldSet(namedFieldsOf(atom, merged), kept));
  }
  return result;
}

function addBackDangling(
  atom: Atom,
  merged: JsonObject,
  pruned: JsonValue,
  last: FieldSet,
): JsonObject {
  const gone = subtractFieldSet(namedFieldsOf(atom, merged), namedFieldsOf(atom, pruned));
  return asObject(removeFields(atom, merged, intersectFieldSets(gone, last)));
}
