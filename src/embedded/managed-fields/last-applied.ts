import { isJsonObject, type JsonObject, stringifyJson } from '../../model/json.ts';
import {
  type FieldSet,
  fieldSetOf,
  isEmptyFieldSet,
  subtractFieldSet,
} from '../fieldpath/field-set.ts';
import { ApplyConflict } from '../merge/conflict.ts';
import { metadataOf, objectOf, textOf, withFields, withMetadata } from '../registry/metadata.ts';
import type { Atom } from '../schema/atom.ts';
import { compareTyped } from '../typed/compare.ts';
import { toFieldSet } from '../typed/to-field-set.ts';

/** The field manager that takes over from client-side apply. */
export const KUBECTL = 'kubectl';
const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

function annotationsOf(object: JsonObject): JsonObject {
  return objectOf(metadataOf(object).annotations);
}

function lastAppliedOf(object: JsonObject): string {
  return textOf(annotationsOf(object)[ANNOTATION]);
}

/** The fields that client-side apply set, and that are as it left them. */
function fieldsStillAsApplied(atom: Atom, live: JsonObject): FieldSet | undefined {
  let applied: unknown;
  try {
    applied = JSON.parse(lastAppliedOf(live));
  } catch {
    return undefined;
  }
  if (!isJsonObject(applied) || applied.apiVersion !== live.apiVersion) return undefined;
  const { added, modified, removed } = compareTyped(atom, applied, live);
  return [modified, added, removed].reduce(subtractFieldSet, toFieldSet(atom, applied));
}

/**
 * Whether conflicts are only about fields that client-side apply set: then
 * kubectl's own server-side apply takes them over. Throws what is left of the
 * conflicts otherwise.
 */
export function yieldToKubectl(atom: Atom, live: JsonObject, conflict: ApplyConflict): void {
  const allowed = fieldsStillAsApplied(atom, live);
  if (allowed === undefined) throw conflict;
  const left = conflict.conflicts.filter(
    ({ path }) => !isEmptyFieldSet(subtractFieldSet(fieldSetOf(path), allowed)),
  );
  if (left.length > 0) throw new ApplyConflict(left);
}

/** Keeps the annotation of client-side apply in step with what kubectl applies server-side. */
export function refreshLastApplied(object: JsonObject, config: JsonObject): JsonObject {
  if (lastAppliedOf(object) === '') return object;
  const { [ANNOTATION]: _, ...others } = annotationsOf(config);
  const annotations = Object.keys(others).length === 0 ? undefined : others;
  const clean = withFields(withMetadata(config, { annotations }), {});
  const text = `${stringifyJson(sortKeys(clean))}\n`;
  return withMetadata(object, { annotations: { ...annotationsOf(object), [ANNOTATION]: text } });
}

function sortKeys(object: JsonObject): JsonObject {
  const entries = Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isJsonObject(value) ? sortKeys(value) : value]),
  );
}
