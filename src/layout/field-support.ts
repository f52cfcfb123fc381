import { didYouMean } from '../model/did-you-mean.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { type FieldPath, formatFieldPath, valueAt } from '../model/manifest.ts';
import { type FieldReader, problemAt } from './field-reader.ts';

/**
 * What Tidewatch makes of a field that Flux or Argo CD knows.
 *
 * - `read`: acted on.
 * - `idle`: changes nothing about what is deployed, where, or as whom.
 * - `ignored`: changes when or how, not what; the text says what happens instead.
 * - `refused`: without it something else would be deployed, or elsewhere, or
 *   with other rights; the text says what to do.
 */
export type FieldSupport =
  | 'read'
  | 'idle'
  | { readonly ignored: string }
  | { readonly refused: string };

export type FieldSupportTable = Readonly<Record<string, FieldSupport>>;

/**
 * Judges every field of the object at `path` by a table. Fields that say
 * nothing (`null`, `false`, empty) need no support; fields that nobody knows
 * are taken for spelling mistakes, and refused.
 */
export function checkFields(reader: FieldReader, path: FieldPath, table: FieldSupportTable): void {
  const object = valueAt(reader.object.manifest, path);
  if (!isJsonObject(object)) return;
  for (const [field, value] of Object.entries(object)) {
    if (!saysNothing(value)) checkField(reader, [...path, field], table[field], table);
  }
}

function checkField(
  reader: FieldReader,
  path: FieldPath,
  support: FieldSupport | undefined,
  table: FieldSupportTable,
): void {
  const name = formatFieldPath(path);
  if (support === undefined) {
    const advice = didYouMean(String(path.at(-1)), Object.keys(table), 'remove it');
    reader.blocked.push(
      problemAt(reader, path, 'UNKNOWN_FIELD', `${name} is not a known field`, advice),
    );
  } else if (typeof support === 'object' && 'ignored' in support) {
    const what = `${name} is not supported and has no effect`;
    reader.warnings.push(problemAt(reader, path, 'UNSUPPORTED_FIELD', what, support.ignored));
  } else if (typeof support === 'object') {
    const what = `${name} is not supported`;
    reader.blocked.push(problemAt(reader, path, 'UNSUPPORTED_FIELD', what, support.refused));
  }
}

/** Whether a value is the same as no value: empty through and through. */
export function saysNothing(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every(saysNothing);
}
