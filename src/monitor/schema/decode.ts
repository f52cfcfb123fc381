import { didYouMean } from '../../model/did-you-mean.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import type { IntegerSchema, MapSchema, ObjectSchema, Schema, StringSchema } from './schema.ts';

/**
 * Reads a value by its schema: a copy without nulls (Kubernetes reads them as
 * unset) and without unknown fields, older spellings under their names of
 * today. Reports everything that does not fit; the copy is only meaningful
 * where nothing was reported but deprecations.
 */
export function decode(
  schema: Schema,
  value: JsonValue,
  path: FieldPath,
  report: Report,
): JsonValue {
  switch (schema.type) {
    case 'string':
      return decodeString(schema, value, path, report);
    case 'integer':
      return decodeInteger(schema, value, path, report);
    case 'number':
      return decodeNumber(value, path, report);
    case 'boolean':
      if (typeof value !== 'boolean') wrongType(value, 'true or false', path, report);
      return value;
    case 'int-or-string':
      if (typeof value !== 'string' && !isInteger(value))
        wrongType(value, 'an integer or a text', path, report);
      return value;
    case 'quantity':
      checkQuantity(value, path, report);
      return value;
    case 'array':
      if (!Array.isArray(value)) {
        wrongType(value, 'a list', path, report);
        return value;
      }
      return value.map((item, index) => decode(schema.items, item, [...path, index], report));
    case 'map':
      return decodeMap(schema, value, path, report);
    case 'any-object':
      if (!isJsonObject(value)) wrongType(value, 'an object', path, report);
      return value;
    case 'object':
      return decodeObject(schema, value, path, report);
  }
}

function decodeObject(
  schema: ObjectSchema,
  value: JsonValue,
  path: FieldPath,
  report: Report,
): JsonValue {
  if (!isJsonObject(value)) {
    wrongType(value, 'an object', path, report);
    return value;
  }
  const decoded: Record<string, JsonValue> = {};
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const name = nameOf(schema, value, key, [...path, key], report);
    const field = name === undefined ? undefined : ownField(schema, name);
    if (name === undefined || field === undefined || isUnset(field, child)) continue;
    decoded[name] = decode(field, child, [...path, key], report);
  }
  for (const name of schema.required) {
    if (name in decoded) continue;
    report('MISSING_FIELD', [...path, name], 'is not set', `set ${name}`);
  }
  return decoded;
}

/** Kubernetes reads null, and an empty text where only certain words may stand, as unset. */
function isUnset(field: Schema, value: JsonValue): boolean {
  return value === null || (value === '' && field.type === 'string' && field.values !== undefined);
}

function ownField(schema: ObjectSchema, name: string): Schema | undefined {
  return Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
}

/** The field a key stands for; `undefined`, and a report, where there is none. */
function nameOf(
  schema: ObjectSchema,
  value: JsonObject,
  key: string,
  path: FieldPath,
  report: Report,
): string | undefined {
  if (Object.hasOwn(schema.fields, key)) return key;
  const current = Object.hasOwn(schema.aliases, key) ? schema.aliases[key] : undefined;
  if (current === undefined) {
    const known = Object.keys(schema.fields);
    const advice = didYouMean(key, known, `remove it; known here are ${known.sort().join(', ')}`);
    report('UNKNOWN_FIELD', path, 'is not a known field', advice);
    return undefined;
  }
  if (value[current] !== undefined && value[current] !== null) {
    const what = `is an older spelling of ${current}, which is set, too`;
    report('INVALID_VALUE', path, what, `remove ${key}`);
    return undefined;
  }
  report('DEPRECATED_FIELD', path, `is read as ${current}`, `write ${current}`);
  return current;
}

function decodeMap(
  schema: MapSchema,
  value: JsonValue,
  path: FieldPath,
  report: Report,
): JsonValue {
  if (!isJsonObject(value)) {
    wrongType(value, 'an object', path, report);
    return value;
  }
  const decoded: [string, JsonValue][] = [];
  for (const [key, child] of Object.entries(value)) {
    // As tidb-operator reads it: a null among texts is an empty text.
    const present = child === null && schema.values.type === 'string' ? '' : child;
    if (present === undefined || present === null) continue;
    decoded.push([key, decode(schema.values, present, [...path, key], report)]);
  }
  return Object.fromEntries(decoded);
}

function decodeString(
  schema: StringSchema,
  value: JsonValue,
  path: FieldPath,
  report: Report,
): JsonValue {
  if (typeof value !== 'string') {
    wrongType(value, 'a text', path, report);
    return value;
  }
  const shown = schema.secret === true ? 'its value' : JSON.stringify(value);
  if (schema.values !== undefined && !schema.values.includes(value)) {
    const advice = didYouMean(value, schema.values, `use one of ${schema.values.join(', ')}`);
    report('INVALID_VALUE', path, `does not know ${shown}`, advice);
  }
  if (schema.pattern !== undefined && !schema.pattern.test(value)) {
    const shape = schema.shape ?? `a text that matches ${schema.pattern.source}`;
    report('INVALID_VALUE', path, `cannot be ${shown}`, `write ${shape}`);
  }
  return value;
}

function decodeInteger(
  schema: IntegerSchema,
  value: JsonValue,
  path: FieldPath,
  report: Report,
): JsonValue {
  if (!isInteger(value)) {
    wrongType(value, 'an integer', path, report);
    return value;
  }
  const { minimum = lowest(schema), maximum = highest(schema) } = schema;
  if (value < minimum)
    report('INVALID_VALUE', path, `cannot be ${value}`, `use ${minimum} or more`);
  if (value > maximum)
    report('INVALID_VALUE', path, `cannot be ${value}`, `use ${maximum} or less`);
  return value;
}

function decodeNumber(value: JsonValue, path: FieldPath, report: Report): JsonValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    wrongType(value, 'a number', path, report);
  }
  return value;
}

function lowest(schema: IntegerSchema): number | bigint {
  return schema.format === 'int32' ? -(2 ** 31) : -(2n ** 63n);
}

function highest(schema: IntegerSchema): number | bigint {
  return schema.format === 'int32' ? 2 ** 31 - 1 : 2n ** 63n - 1n;
}

const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

function checkQuantity(value: JsonValue, path: FieldPath, report: Report): void {
  if (typeof value === 'number' || typeof value === 'bigint') return;
  if (typeof value !== 'string') {
    wrongType(value, 'an amount such as 500m or 4Gi', path, report);
  } else if (!QUANTITY.test(value)) {
    const what = `cannot be ${JSON.stringify(value)}`;
    report('INVALID_VALUE', path, what, 'write an amount such as 500m, 2 or 4Gi');
  }
}

export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

function isInteger(value: JsonValue): value is number | bigint {
  return typeof value === 'bigint' || Number.isInteger(value);
}

/** Names the types, never the value: it may be a secret in the wrong place. */
function wrongType(value: JsonValue, expected: string, path: FieldPath, report: Report): void {
  const quotes = expected === 'a text' && (typeof value === 'number' || typeof value === 'boolean');
  const advice = quotes ? 'put it in quotes' : `write ${expected}`;
  report('WRONG_TYPE', path, `is ${typeName(value)}, not ${expected}`, advice);
}

function typeName(value: JsonValue): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'string' ? 'a text' : 'a number';
}
