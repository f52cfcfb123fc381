import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import { objectOf, textsOf } from '../registry/metadata.ts';
import {
  type FieldProblem,
  invalid,
  notSupported,
  printFieldValue,
  required,
  tooLong,
  tooMany,
  typeInvalid,
} from '../status/field-error.ts';
import { matchesFormat } from './formats.ts';

/** Everything that is wrong with a value by its OpenAPI schema, in the words of the real server. */
export function validateValue(
  value: JsonValue,
  schema: JsonObject,
  path: string,
): readonly FieldProblem[] {
  const type = typeProblem(value, schema, path);
  if (type !== undefined) return [type, ...fractionProblem(value, schema, path)];
  if (value === null) return [];
  return [
    ...enumProblems(value, schema, path),
    ...(typeof value === 'string' ? textProblems(value, schema, path) : []),
    ...(typeof value === 'number' ? numberProblems(value, schema, path) : []),
    ...(Array.isArray(value) ? listProblems(value, schema, path) : []),
    ...(isJsonObject(value) ? mapProblems(value, schema, path) : []),
    ...combinedProblems(value, schema, path),
  ];
}

const at = (path: string): string => (path === '' ? '<nil>' : path);
const inBody = (path: string, what: string): string => `${path} in body ${what}`;

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function typeProblem(value: JsonValue, schema: JsonObject, path: string): FieldProblem | undefined {
  const found = typeOf(value);
  if (schema['x-kubernetes-int-or-string'] === true) {
    if (found === 'integer' || found === 'string') return undefined;
    const message = inBody(path, `must be of type integer,string: "${found}"`);
    return typeInvalid(at(path), JSON.stringify(found), message);
  }
  const wanted = schema.type;
  if (typeof wanted !== 'string') return undefined;
  if (found === wanted || (wanted === 'number' && found === 'integer')) return undefined;
  if (found === 'null' && schema.nullable === true) return undefined;
  const message = inBody(path, `must be of type ${wanted}: "${found}"`);
  return typeInvalid(at(path), JSON.stringify(found), message);
}

/** A fraction where an integer belongs is refused a second time, without a place. */
function fractionProblem(
  value: JsonValue,
  schema: JsonObject,
  path: string,
): readonly FieldProblem[] {
  if (typeof value !== 'number' || schema.type !== 'integer') return [];
  const detail = `Checked value must be of type integer (default format) in ${path}`;
  return [invalid('<nil>', '', detail)];
}

function enumProblems(value: JsonValue, schema: JsonObject, path: string): readonly FieldProblem[] {
  const allowed = schema.enum;
  if (!Array.isArray(allowed) || allowed.some((one) => jsonEquals(one, value))) return [];
  const names = allowed.map((one) => (typeof one === 'string' ? one : printFieldValue(one)));
  return [notSupported(at(path), value, names)];
}

function numberOf(schema: JsonObject, key: string): number | undefined {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
}

function textProblems(value: string, schema: JsonObject, path: string): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const length = [...value].length;
  const maximum = numberOf(schema, 'maxLength');
  const minimum = numberOf(schema, 'minLength');
  const { pattern, format } = schema;
  if (maximum !== undefined && length > maximum) problems.push(tooLong(at(path), maximum));
  if (minimum !== undefined && length < minimum) {
    const detail = inBody(path, `should be at least ${minimum} chars long`);
    problems.push(invalid(at(path), value, detail));
  }
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) {
    problems.push(invalid(at(path), value, inBody(path, `should match '${pattern}'`)));
  }
  if (typeof format === 'string' && !matchesFormat(format, value)) {
    const detail = inBody(path, `must be of type ${format}: ${JSON.stringify(value)}`);
    problems.push(typeInvalid(at(path), JSON.stringify(value), detail));
  }
  return problems;
}

function numberProblems(value: number, schema: JsonObject, path: string): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const complain = (what: string): void => {
    problems.push(invalid(at(path), value, inBody(path, what)));
  };
  const maximum = numberOf(schema, 'maximum');
  const minimum = numberOf(schema, 'minimum');
  const multiple = numberOf(schema, 'multipleOf');
  if (maximum !== undefined) {
    const isExclusive = schema.exclusiveMaximum === true;
    if (isExclusive && value >= maximum) complain(`should be less than ${maximum}`);
    else if (value > maximum) complain(`should be less than or equal to ${maximum}`);
  }
  if (minimum !== undefined) {
    const isExclusive = schema.exclusiveMinimum === true;
    if (isExclusive && value <= minimum) complain(`should be greater than ${minimum}`);
    else if (value < minimum) complain(`should be greater than or equal to ${minimum}`);
  }
  if (multiple !== undefined && value % multiple !== 0) {
    complain(`should be a multiple of ${multiple}`);
  }
  return problems;
}

function listProblems(
  value: readonly JsonValue[],
  schema: JsonObject,
  path: string,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const maximum = numberOf(schema, 'maxItems');
  const minimum = numberOf(schema, 'minItems');
  const { items } = schema;
  if (isJsonObject(items)) {
    for (const [index, item] of value.entries()) {
      problems.push(...validateValue(item, items, `${path}[${index}]`));
    }
  }
  if (maximum !== undefined && value.length > maximum) {
    problems.push(tooMany(at(path), value.length, maximum));
  }
  if (minimum !== undefined && value.length < minimum) {
    const detail = inBody(path, `should have at least ${minimum} items`);
    problems.push(invalid(at(path), value.length, detail));
  }
  return problems;
}

function mapProblems(value: JsonObject, schema: JsonObject, path: string): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const keys = Object.keys(value);
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const maximum = numberOf(schema, 'maxProperties');
  const minimum = numberOf(schema, 'minProperties');
  if (minimum !== undefined && keys.length < minimum) {
    const detail = inBody(path, `should have at least ${minimum} properties`);
    problems.push(invalid(at(path), keys.length, detail));
  }
  if (maximum !== undefined && keys.length > maximum) {
    problems.push(tooMany(at(path), keys.length, maximum));
  }
  const properties = objectOf(schema.properties);
  const additional = schema.additionalProperties;
  for (const [key, child] of Object.entries(value)) {
    const property = properties[key] ?? additional;
    if (child !== undefined && isJsonObject(property)) {
      problems.push(...validateValue(child, property, below(key)));
    }
  }
  for (const key of textsOf(schema.required)) {
    if (value[key] === undefined) problems.push(required(below(key)));
  }
  return problems;
}

function combinedProblems(
  value: JsonValue,
  schema: JsonObject,
  path: string,
): readonly FieldProblem[] {
  const alternatives = (key: string): readonly JsonObject[] => {
    const list = schema[key];
    return Array.isArray(list) ? list.filter(isJsonObject) : [];
  };
  const fits = (one: JsonObject): boolean => validateValue(value, one, path).length === 0;
  const problems: FieldProblem[] = alternatives('allOf').flatMap((one) => [
    ...validateValue(value, one, path),
  ]);
  const anyOf = alternatives('anyOf');
  if (anyOf.length > 0 && schema['x-kubernetes-int-or-string'] !== true && !anyOf.some(fits)) {
    const detail = inBody(path, 'must validate at least one schema (anyOf)');
    problems.push(invalid(at(path), '', detail));
  }
  const oneOf = alternatives('oneOf');
  const fitting = oneOf.filter(fits).length;
  if (oneOf.length > 0 && fitting !== 1) {
    const found = fitting === 0 ? 'Found none valid' : `Found ${fitting} valid alternatives`;
    const detail = inBody(path, `must validate one and only one schema (oneOf). ${found}`);
    problems.push(invalid(at(path), '', detail));
  }
  const not = schema.not;
  if (isJsonObject(not) && fits(not)) {
    problems.push(invalid(at(path), '', inBody(path, 'must not validate the schema (not)')));
  }
  return problems;
}
