import { type Expression, ExpressionError, parseExpression } from '../model/expression.ts';
import type { FieldPath } from '../model/manifest.ts';
import type { HealthCheck, HealthExpressions } from '../model/target.ts';
import {
  type FieldReader,
  problemAt,
  readObjectList,
  readText,
  requireField,
} from './field-reader.ts';
import { checkFields, type FieldSupportTable } from './field-support.ts';

const CHECK: FieldSupportTable = {
  apiVersion: 'read',
  kind: 'read',
  name: 'read',
  namespace: 'read',
};
const EXPRESSIONS: FieldSupportTable = {
  apiVersion: 'read',
  kind: 'read',
  current: 'read',
  inProgress: 'read',
  failed: 'read',
};

/** The objects whose health a Kustomization asks for by name. */
export function readHealthChecks(reader: FieldReader, namespace: string): readonly HealthCheck[] {
  return readObjectList(reader, ['spec', 'healthChecks']).flatMap((path) => {
    checkFields(reader, path, CHECK);
    const [kind, name] = [readText(reader, [...path, 'kind']), readText(reader, [...path, 'name'])];
    requireField(reader, [...path, 'kind'], 'name the kind of the object');
    requireField(reader, [...path, 'name'], 'name the object');
    if (kind === undefined || name === undefined) return [];
    const apiVersion = readText(reader, [...path, 'apiVersion']) ?? 'apps/v1';
    return {
      apiVersion,
      kind,
      name,
      namespace: readText(reader, [...path, 'namespace']) ?? namespace,
    };
  });
}

/** What a Kustomization says the health of kinds is. */
export function readHealthExpressions(reader: FieldReader): readonly HealthExpressions[] {
  return readObjectList(reader, ['spec', 'healthCheckExprs']).flatMap((path) => {
    checkFields(reader, path, EXPRESSIONS);
    const apiVersion = readText(reader, [...path, 'apiVersion']);
    const kind = readText(reader, [...path, 'kind']);
    for (const field of ['apiVersion', 'kind', 'current']) {
      requireField(reader, [...path, field], 'say which kind it is about, and when it is current');
    }
    const current = readExpression(reader, [...path, 'current']);
    if (apiVersion === undefined || kind === undefined || current === undefined) return [];
    const inProgress = readExpression(reader, [...path, 'inProgress']);
    const failed = readExpression(reader, [...path, 'failed']);
    return { apiVersion, kind, inProgress, failed, current };
  });
}

export function readExpression(reader: FieldReader, path: FieldPath): Expression | undefined {
  const text = readText(reader, path);
  try {
    return text === undefined ? undefined : parseExpression(text);
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    reader.blocked.push(problemAt(reader, path, 'WRONG_VALUE', thrown.message, 'correct it'));
    return undefined;
  }
}
