import { immutableJSONPatch, type JSONPatchOperation } from 'immutable-json-patch';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { ApiError, badRequest } from '../status/api-error.ts';

const MAXIMUM_OPERATIONS = 10_000;

/** RFC 6902. */
export function jsonPatch(original: JsonObject, operations: JsonValue): JsonObject {
  if (!Array.isArray(operations))
    throw badRequest('error decoding patch: not a list of operations');
  if (operations.length > MAXIMUM_OPERATIONS) {
    throw new ApiError(
      413,
      'RequestEntityTooLarge',
      `The allowed maximum operations in a JSON patch is ${MAXIMUM_OPERATIONS}, got ${operations.length}`,
    );
  }
  let patched: unknown = original;
  for (const operation of operations) patched = applyOne(patched, operation);
  if (!isJsonObject(patched)) throw unprocessable('the patch leaves no object');
  return patched;
}

function applyOne(document: unknown, operation: JsonValue): unknown {
  const read = isJsonObject(operation) ? readOperation(operation) : undefined;
  if (read === undefined) {
    throw unprocessable(`Unexpected kind: ${isJsonObject(operation) ? String(operation.op) : ''}`);
  }
  try {
    return immutableJSONPatch(document, [read]);
  } catch {
    throw unprocessable(problemOf(read));
  }
}

function readOperation(operation: JsonObject): JSONPatchOperation | undefined {
  const path = String(operation.path);
  const from = String(operation.from);
  const value = operation.value ?? null;
  switch (operation.op) {
    case 'add':
    case 'replace':
    case 'test':
      return { op: operation.op, path, value };
    case 'move':
    case 'copy':
      return { op: operation.op, path, from };
    case 'remove':
      return { op: 'remove', path };
    default:
      return undefined;
  }
}

function problemOf(operation: JSONPatchOperation): string {
  const { op, path } = operation;
  switch (op) {
    case 'test':
      return `testing value ${path} failed: test failed`;
    case 'copy':
    case 'move':
      return `${op} operation does not apply: doc is missing from path: ${operation.from}: missing value`;
    case 'replace':
      return `replace operation does not apply: doc is missing key: ${path}: missing value`;
    default:
      return `${op} operation does not apply: doc is missing path: "${path}": missing value`;
  }
}

function unprocessable(message: string): ApiError {
  return new ApiError(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${message}`,
    {},
  );
}
