import { isJsonObject, type JsonValue, stringifyJson } from '../../model/json.ts';
import { ApiError, type StatusCause } from './api-error.ts';

/** One field that is not valid. `message` is the cause's message, without the field. */
export interface FieldProblem {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** A value as a message quotes it. */
export function printFieldValue(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'null';
  return typeof value === 'string' ? JSON.stringify(value) : stringifyJson(sortMaps(value));
}

/** Go writes the keys of maps in order and those of structs as they come: maps of texts are maps. */
function sortMaps(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortMaps);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, child]): [string, JsonValue] => [
    key,
    sortMaps(child ?? null),
  ]);
  const isMap = entries.every(([key, child]) => typeof child === 'string' && !/^[A-Z]/.test(key));
  const isReference = value.kind !== undefined || value.name !== undefined;
  return Object.fromEntries(
    isMap && !isReference ? entries.sort(([a], [b]) => (a < b ? -1 : 1)) : entries,
  );
}

export function required(field: string, detail = ''): FieldProblem {
  return { reason: 'FieldValueRequired', field, message: withDetail('Required value', detail) };
}

export function invalid(field: string, value: JsonValue | undefined, detail: string): FieldProblem {
  const message = withDetail(`Invalid value: ${printFieldValue(value)}`, detail);
  return { reason: 'FieldValueInvalid', field, message };
}

export function typeInvalid(field: string, value: string, detail: string): FieldProblem {
  return {
    reason: 'FieldValueTypeInvalid',
    field,
    message: withDetail(`Invalid value: ${value}`, detail),
  };
}

export function forbiddenField(field: string, detail: string): FieldProblem {
  return { reason: 'FieldValueForbidden', field, message: withDetail('Forbidden', detail) };
}

export function duplicateValue(field: string, value: JsonValue): FieldProblem {
  return {
    reason: 'FieldValueDuplicate',
    field,
    message: `Duplicate value: ${printFieldValue(value)}`,
  };
}

export function notSupported(
  field: string,
  value: JsonValue | undefined,
  supported: readonly string[],
): FieldProblem {
  const quoted = supported.map((one) => JSON.stringify(one)).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${printFieldValue(value)}: supported values: ${quoted}`,
  };
}

export function notFoundValue(field: string, value: JsonValue): FieldProblem {
  return {
    reason: 'FieldValueNotFound',
    field,
    message: `Not found: ${printFieldValue(value)}`,
  };
}

export function tooLong(field: string, maximum: number, what = 'bytes'): FieldProblem {
  return {
    reason: 'FieldValueTooLong',
    field,
    message: `Too long: may not be more than ${maximum} ${what}`,
  };
}

export function tooMany(field: string, actual: number, maximum: number): FieldProblem {
  return {
    reason: 'FieldValueTooMany',
    field,
    message: `Too many: ${actual}: must have at most ${maximum} items`,
  };
}

export const IMMUTABLE = 'field is immutable';

/** `field is immutable` where two values of a field differ. */
export function immutable(field: string, value: JsonValue | undefined): FieldProblem {
  return invalid(field, value, IMMUTABLE);
}

function withDetail(message: string, detail: string): string {
  return detail === '' ? message : `${message}: ${detail}`;
}

/** 422 with every problem as a cause: `Deployment.apps "x" is invalid: …`. */
export function invalidObject(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  problems: readonly FieldProblem[],
): ApiError {
  const causes: StatusCause[] = problems.map(({ reason, field, message }) => ({
    reason,
    ...(message === '' ? {} : { message }),
    ...(field === '' ? {} : { field }),
  }));
  const lines = [
    ...new Set(
      problems.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)),
    ),
  ];
  const all = lines.length === 1 ? (lines[0] ?? '') : `[${lines.join(', ')}]`;
  const what = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return new ApiError(422, 'Invalid', `${what} ${JSON.stringify(name)} is invalid: ${all}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    ...(kind.kind === '' ? {} : { kind: kind.kind }),
    causes,
  });
}
