import {
  immutableJSONPatch,
  type JSONPatchOperation,
  parseJSONPointer,
} from 'immutable-json-patch';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { ApiError, badRequest } from '../status/api-error.ts';

const NOT_A_LIST =
  'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp';
const MAXIMUM_OPERATIONS = 10_000;

/** RFC 6902. */
export function jsonPatch(original: JsonObject, operations: JsonValue): JsonObject {
  if (!Array.isArray(operations)) throw badRequest(NOT_A_LIST);
  if (operations.length > MAXIMUM_OPERATIONS) {
    throw new ApiError(
      413,
      'RequestEntityTooLarge',
      `The allowed maximum operations in a JSON patch is ${MAXIMUM_OPERATIONS}, got ${operations.length}`,
    );
  }
  let patched: unknown = original;
  for (const operation of operations) patched = applyOne(patched, operation);
  if (!isJsonObject(patched)) throw unprocessable();
  return patched;
}

function applyOne(document: unknown, operation: JsonValue): unknown {
  const read = isJsonObject(operation) ? readOperation(operation) : undefined;
  if (read === undefined) throw unprocessable();
  // The library takes removing what is not there for done.
  const source = read.op === 'remove' ? read.path : 'from' in read ? read.from : undefined;
  if (source !== undefined && !exists(document, source)) throw unprocessable();
  // The real server replaces what is not there as well.
  const isNew = read.op === 'replace' && !exists(document, read.path);
  try {
    return immutableJSONPatch(document, [isNew ? { ...read, op: 'add' } : read]);
  } catch {
    throw unprocessable();
  }
}

function exists(document: unknown, pointer: string): boolean {
  let value = document;
  for (const step of parseJSONPointer(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
    value = Reflect.get(value, step);
  }
  return true;
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

/** The real server says no more about it. */
function unprocessable(): ApiError {
  const message = 'the server rejected our request due to an error in our request';
  return new ApiError(422, 'Invalid', message, {});
}
