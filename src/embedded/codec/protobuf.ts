import { Buffer } from 'node:buffer';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { splitApiVersion } from '../../model/object-id.ts';
import { builtin } from '../schema/builtin.ts';
import { badRequest } from '../status/api-error.ts';
import { type FieldPlan, type Leaf, structPlan, type ValuePlan } from './struct-plan.ts';
import {
  type WireValue,
  wireBytes,
  wireFields,
  wireInteger,
  wireMap,
  wireText,
} from './wire-format.ts';

/** The media type of Kubernetes' own envelope around Protocol Buffers. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

const MAGIC = 'k8s\0';
const DELETE_OPTIONS = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions';

/** Reads an object of a built-in kind out of its envelope; of any other its kind alone. */
export function decodeProtobuf(body: Uint8Array, expectedKind: string): JsonObject {
  try {
    return readEnvelope(body);
  } catch (thrown) {
    // Bytes, numbers, dates and JSON texts that are none.
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw badRequest(
      `the object provided is unrecognized (must be of type ${expectedKind}): ${reason} (${summarize(body)})`,
    );
  }
}

const SUMMARY = 30;

function summarize(body: Uint8Array): string {
  const start = Buffer.from(body.subarray(0, SUMMARY)).toString('hex');
  return body.length > SUMMARY ? `${start} ...` : start;
}

function readEnvelope(body: Uint8Array): JsonObject {
  if (Buffer.from(body.subarray(0, MAGIC.length)).toString('latin1') !== MAGIC) {
    throw new Error(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    );
  }
  const envelope = wireMap(body.subarray(MAGIC.length));
  const typeMeta = wireMap(wireBytes(envelope.get(1)));
  const apiVersion = wireText(typeMeta.get(1));
  const kind = wireText(typeMeta.get(2));
  const { group, version } = splitApiVersion(apiVersion);
  const definition =
    kind === 'DeleteOptions' ? DELETE_OPTIONS : builtin().definitionOf(group, version, kind);
  const object = definition === undefined ? {} : readStruct(definition, wireBytes(envelope.get(2)));
  return { ...object, apiVersion, kind };
}

/** The fields of a struct by their numbers; a map where a message of its own is inlined. */
type Numbers = Map<number, FieldPlan | Numbers>;

const known = new Map<string, Numbers>();

function numbersOf(definition: string): Numbers {
  const numbers = known.get(definition) ?? makeNumbers(definition);
  known.set(definition, numbers);
  return numbers;
}

function makeNumbers(definition: string): Numbers {
  const numbers: Numbers = new Map();
  for (const field of structPlan(definition).fields.values()) {
    let level = numbers;
    for (const number of field.protobuf.slice(0, -1)) {
      const below = level.get(number);
      const next: Numbers = below instanceof Map ? below : new Map();
      level.set(number, next);
      level = next;
    }
    level.set(field.protobuf.at(-1) ?? 0, field);
  }
  return numbers;
}

function readStruct(definition: string, message: Uint8Array): JsonObject {
  const result: Record<string, JsonValue> = {};
  readFields(numbersOf(definition), message, result);
  return result;
}

function readFields(
  numbers: Numbers,
  message: Uint8Array,
  result: Record<string, JsonValue>,
): void {
  for (const { number, value } of wireFields(message)) {
    const field = numbers.get(number);
    if (field instanceof Map) readFields(field, wireBytes(value), result);
    else if (field !== undefined) {
      result[field.name] = readValue(field.value, value, result[field.name]);
    }
  }
}

/** Reads a value; items of lists and maps come one by one, and join those before. */
function readValue(plan: ValuePlan, value: WireValue, before: JsonValue | undefined): JsonValue {
  switch (plan.kind) {
    case 'struct':
      return readStruct(plan.definition, wireBytes(value));
    case 'list':
      return [...(Array.isArray(before) ? before : []), readValue(plan.items, value, undefined)];
    case 'map': {
      const entry = wireMap(wireBytes(value));
      const item = entry.get(2) ?? { kind: 'bytes', bytes: new Uint8Array() };
      return {
        ...(isJsonObject(before) ? before : {}),
        [wireText(entry.get(1))]: readValue(plan.values, item, undefined),
      };
    }
    case 'leaf':
      return readLeaf(plan.leaf, value);
  }
}

function readLeaf(leaf: Leaf, value: WireValue): JsonValue {
  switch (leaf) {
    case 'string':
      return wireText(value);
    case 'integer':
      return wireInteger(value);
    case 'boolean':
      return wireInteger(value) !== 0;
    case 'number':
      return Buffer.from(wireBytes(value)).readDoubleLE();
    case 'bytes':
      return Buffer.from(wireBytes(value)).toString('base64');
    case 'quantity':
      return wireText(wireMap(wireBytes(value)).get(1));
    case 'time':
    case 'microTime':
      return readTime(wireBytes(value), leaf);
    case 'intOrString': {
      const fields = wireMap(wireBytes(value));
      return wireInteger(fields.get(1)) === 0
        ? wireInteger(fields.get(2))
        : wireText(fields.get(3));
    }
    case 'any': {
      const json = wireText(wireMap(wireBytes(value)).get(1));
      return json === '' ? null : (JSON.parse(json) as JsonValue);
    }
  }
}

/** A time without a message is no time at all. */
function readTime(message: Uint8Array, leaf: 'time' | 'microTime'): JsonValue {
  if (message.length === 0) return null;
  const fields = wireMap(message);
  const seconds = Number(wireInteger(fields.get(1)));
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  if (leaf === 'time') return `${text}Z`;
  const micros = Math.trunc(Number(wireInteger(fields.get(2))) / 1000);
  return `${text}.${String(micros).padStart(6, '0')}Z`;
}
