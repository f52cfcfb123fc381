import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import { printGoValue } from '../codec/print-go.ts';
import { ApiError } from '../status/api-error.ts';
import { normalizeOrder } from './element-order.ts';
import { type PatchMeta, type PatchSchema, patchMetaOfField } from './patch-schema.ts';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const SET_ORDER = '$setElementOrder/';

/** A strategic merge patch: lists merge by the keys that the kind's Go types name. */
export function strategicMerge(
  original: JsonObject,
  patch: JsonObject,
  schema: PatchSchema,
): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return drop(patch, DIRECTIVE);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    const detail = `${String(directive)} in map: ${printGoValue(patch)}`;
    throw new ApiError(500, '', `unknown patch type: ${detail}`);
  }
  const merged = new Map(Object.entries(retained(original, patch)));
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || key === DIRECTIVE || key === RETAIN_KEYS) continue;
    if (key.startsWith(SET_ORDER)) continue;
    if (key.startsWith(DELETE_FROM)) deletePrimitives(merged, key.slice(DELETE_FROM.length), value);
    else if (value === null) merged.delete(key);
    else mergeField(merged, key, value, patchMetaOfField(schema, key));
  }
  setOrders(merged, original, patch, schema);
  return Object.fromEntries(merged);
}

type Fields = Map<string, JsonValue | undefined>;

function drop(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

function retained(original: JsonObject, patch: JsonObject): JsonObject {
  const keys = patch[RETAIN_KEYS];
  if (!Array.isArray(keys)) return original;
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function deletePrimitives(merged: Fields, key: string, values: JsonValue): void {
  const before = merged.get(key);
  if (!Array.isArray(before) || !Array.isArray(values)) return;
  merged.set(
    key,
    before.filter((item) => !values.some((value) => jsonEquals(value, item))),
  );
}

function mergeField(merged: Fields, key: string, value: JsonValue, meta: PatchMeta): void {
  const before = merged.get(key);
  if (isJsonObject(value) && isJsonObject(before) && !meta.strategies.includes('replace')) {
    merged.set(key, strategicMerge(before, value, meta.schema));
  } else if (Array.isArray(value) && Array.isArray(before) && meta.strategies.includes('merge')) {
    merged.set(key, mergeLists(before, value, meta));
  } else merged.set(key, withoutDirectives(value));
}

/** A value that meets nothing to merge with: its directives and nulls have nothing to do. */
function withoutDirectives(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value
      .filter((item) => !isJsonObject(item) || item[DIRECTIVE] !== 'delete')
      .map(withoutDirectives);
  }
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, child]) => !key.startsWith('$') && child !== null && child !== undefined,
  );
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutDirectives(child ?? null)]));
}

function setOrders(
  merged: Fields,
  original: JsonObject,
  patch: JsonObject,
  schema: PatchSchema,
): void {
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(SET_ORDER) || !Array.isArray(order)) continue;
    const field = key.slice(SET_ORDER.length);
    const items = merged.get(field);
    const { mergeKey } = patchMetaOfField(schema, field);
    if (!Array.isArray(items)) continue;
    const before = original[field];
    merged.set(field, normalizeOrder(items, order, Array.isArray(before) ? before : [], mergeKey));
  }
}

function mergeLists(
  original: readonly JsonValue[],
  patch: readonly JsonValue[],
  meta: PatchMeta,
): readonly JsonValue[] {
  const { mergeKey } = meta;
  if (mergeKey === undefined) {
    const all = [...original, ...patch];
    const unique = all.filter(
      (item, index) => !all.slice(0, index).some((earlier) => jsonEquals(earlier, item)),
    );
    return normalizeOrder(unique, patch, original, undefined);
  }
  const replaces = patch.some((item) => isJsonObject(item) && item[DIRECTIVE] === 'replace');
  const base = replaces ? [] : original;
  const ordinary = patch.filter((item) => !isJsonObject(item) || item[DIRECTIVE] === undefined);
  const deleted = patch.filter((item) => isJsonObject(item) && item[DIRECTIVE] === 'delete');
  const left = base.filter((item) => !deleted.some((gone) => sameKey(gone, item, mergeKey)));
  const merged = mergeItems(left, ordinary, mergeKey, meta.schema);
  return normalizeOrder(merged, ordinary, left, mergeKey);
}

function sameKey(a: JsonValue, b: JsonValue, mergeKey: string): boolean {
  return (
    isJsonObject(a) &&
    isJsonObject(b) &&
    a[mergeKey] !== undefined &&
    jsonEquals(a[mergeKey], b[mergeKey])
  );
}

function mergeItems(
  original: readonly JsonValue[],
  patch: readonly JsonValue[],
  mergeKey: string,
  schema: PatchSchema,
): readonly JsonValue[] {
  const merged = [...original];
  for (const item of patch) {
    if (!isJsonObject(item) || item[mergeKey] === undefined) {
      const detail = `${printGoValue(item)} does not contain declared merge key: ${mergeKey}`;
      throw new ApiError(500, '', `map: ${detail}`);
    }
    const index = merged.findIndex((other) => sameKey(item, other, mergeKey));
    const before = merged[index];
    if (isJsonObject(before)) merged[index] = strategicMerge(before, item, schema);
    else merged.push(withoutDirectives(item));
  }
  return merged;
}
