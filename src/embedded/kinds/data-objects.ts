import { Buffer } from 'node:buffer';
import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { objectOf, textOf } from '../registry/metadata.ts';
import type { Strategy } from '../registry/resource-type.ts';
import {
  type FieldProblem,
  forbiddenField,
  immutable,
  invalid,
  required,
  tooLong,
} from '../status/field-error.ts';
import { configKey } from '../validation/names.ts';
import { BASE_STRATEGY } from './base-strategy.ts';

const MAXIMUM_SIZE = 1024 * 1024;

function keyProblems(field: string, data: JsonObject): readonly FieldProblem[] {
  return Object.keys(data).flatMap((key) =>
    configKey(key).map((detail) => invalid(`${field}[${key}]`, key, detail)),
  );
}

function sizeOf(data: JsonObject): number {
  return Object.values(data).reduce<number>((sum, value) => sum + textOf(value).length, 0);
}

function configMapProblems(object: JsonObject): readonly FieldProblem[] {
  const data = objectOf(object.data);
  const binary = objectOf(object.binaryData);
  const shared = Object.keys(data).filter((key) => binary[key] !== undefined);
  const size = sizeOf(data) + (sizeOf(binary) * 3) / 4;
  return [
    ...keyProblems('data', data),
    ...shared.map((key) => {
      const field = `data[${key}]`;
      return invalid(field, key, 'duplicate of key present in binaryData');
    }),
    ...keyProblems('binaryData', binary),
    ...(size > MAXIMUM_SIZE ? [tooLong('', MAXIMUM_SIZE)] : []),
  ];
}

/** What an object that declared itself immutable does not let change. */
function frozenProblems(
  next: JsonObject,
  live: JsonObject,
  fields: readonly string[],
): readonly FieldProblem[] {
  if (live.immutable !== true) return [];
  const detail = 'field is immutable when `immutable` is set';
  const changed = fields.filter((field) => !jsonEquals(next[field], live[field]));
  return [
    ...(next.immutable === true ? [] : [forbiddenField('immutable', detail)]),
    ...changed.map((field) => forbiddenField(field, detail)),
  ];
}

export const configMapStrategy: Strategy = {
  ...BASE_STRATEGY,
  validate: configMapProblems,
  validateUpdate: (next, live) => [
    ...frozenProblems(next, live, ['data', 'binaryData']),
    ...configMapProblems(next),
  ],
};

/** The keys that a Secret of a type has to have. */
const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

function secretProblems(object: JsonObject): readonly FieldProblem[] {
  const data = objectOf(object.data);
  const type = textOf(object.type);
  const problems = [...keyProblems('data', data)];
  for (const key of REQUIRED_KEYS[type] ?? []) {
    if (data[key] === undefined) problems.push(required(`data[${key}]`));
  }
  if (
    type === 'kubernetes.io/basic-auth' &&
    data.username === undefined &&
    data.password === undefined
  ) {
    problems.push(required('data[username]'), required('data[password]'));
  }
  const size = Object.values(data).reduce<number>(
    (sum, value) => sum + Buffer.from(textOf(value), 'base64').length,
    0,
  );
  if (size > MAXIMUM_SIZE) problems.push(tooLong('data', MAXIMUM_SIZE));
  return problems;
}

export const secretStrategy: Strategy = {
  ...BASE_STRATEGY,
  // A type that is left out in an update is the type it had.
  prepareForUpdate: (next, live) =>
    textOf(next.type) === '' ? { ...next, type: live.type } : next,
  validate: secretProblems,
  validateUpdate: (next, live) => [
    ...(next.type === live.type ? [] : [immutable('type', next.type)]),
    ...frozenProblems(next, live, ['data']),
    ...secretProblems(next),
  ],
};
