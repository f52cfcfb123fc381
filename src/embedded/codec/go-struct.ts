import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { DecodeError } from './decode-error.ts';
import { readLeaf, zeroLeaf } from './leaf.ts';
import { type FieldPlan, structPlan, type ValuePlan } from './struct-plan.ts';

/** What the strict reader found: fields the type does not have. */
export interface DecodeReport {
  unknownField(path: string): void;
}

const SILENT: DecodeReport = { unknownField: () => {} };

interface Place {
  /** With indexes, as strict errors name it. */
  readonly path: string;
  /** Without indexes, as type errors name it. */
  readonly goPath: string;
}

type Mismatch = (found: string, depth: number) => DecodeError;

/** The type of what `depth` lists or maps around it hold: `[]v1.Container`, 1 is `v1.Container`. */
function elementType(goType: string, depth: number): string {
  return depth === 0 ? goType : elementType(goType.replace(/^(?:\[\]|map\[\w+\])/, ''), depth - 1);
}

const ROOT: Place = { path: '', goPath: '' };

/**
 * Reads JSON into a Go struct and writes it again: unknown fields go, empty
 * `omitempty` fields go, fields that are always written appear.
 */
export function throughGoStruct(
  definition: string,
  value: JsonObject,
  report: DecodeReport = SILENT,
): JsonObject {
  return readStruct(definition, value, ROOT, report);
}

function readStruct(
  definition: string,
  value: JsonObject,
  place: Place,
  report: DecodeReport,
): JsonObject {
  const plan = structPlan(definition);
  const result: Record<string, JsonValue> = {};
  for (const field of plan.fields.values()) {
    const written = readField(field, value[field.name], plan.goName, place, report);
    if (written !== undefined) result[field.name] = written;
  }
  for (const key of Object.keys(value)) {
    if (!plan.fields.has(key))
      report.unknownField(place.path === '' ? key : `${place.path}.${key}`);
  }
  return result;
}

function readField(
  field: FieldPlan,
  value: JsonValue | undefined,
  goName: string,
  parent: Place,
  report: DecodeReport,
): JsonValue | undefined {
  if (value === undefined || value === null) {
    return field.encoding === 'pointer' ? undefined : zeroField(field, parent, report);
  }
  // The field manager tells an empty list, which resets the owners, from none.
  if (field.name === 'managedFields') return value;
  const place: Place = {
    path: parent.path === '' ? field.name : `${parent.path}.${field.name}`,
    goPath: parent.goPath === '' ? field.name : `${parent.goPath}.${field.name}`,
  };
  // Inside lists and maps the type is that of what they hold.
  const mismatch: Mismatch = (found, depth) =>
    new DecodeError(
      `json: cannot unmarshal ${found} into Go struct field ${goName}.${place.goPath} of type ${elementType(field.goType, depth)}`,
    );
  const read = readValue(field.value, value, place, report, mismatch, 0);
  return isOmitted(field, read) ? undefined : read;
}

function zeroField(field: FieldPlan, place: Place, report: DecodeReport): JsonValue | undefined {
  if (field.encoding === 'nullable') return null;
  if (field.value.kind === 'struct') {
    return field.encoding === 'omitzero'
      ? undefined
      : readStruct(field.value.definition, {}, place, report);
  }
  const zero = field.value.kind === 'leaf' ? zeroLeaf(field.value.leaf) : null;
  if (field.encoding === 'value') return zero;
  // Go leaves out no struct, and these leaves are structs in Go.
  const isStruct =
    field.value.kind === 'leaf' && ['time', 'microTime', 'intOrString'].includes(field.value.leaf);
  return isStruct && field.encoding === 'omitempty' ? zero : undefined;
}

function isOmitted(field: FieldPlan, value: JsonValue): boolean {
  if (field.encoding !== 'omitempty' || field.value.kind === 'struct') return false;
  if (field.value.kind === 'leaf' && field.value.leaf === 'intOrString') return false;
  if (Array.isArray(value)) return value.length === 0;
  if (isJsonObject(value)) return field.value.kind === 'map' && Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

function readValue(
  plan: ValuePlan,
  value: JsonValue,
  place: Place,
  report: DecodeReport,
  mismatch: Mismatch,
  depth: number,
): JsonValue {
  switch (plan.kind) {
    case 'struct':
      if (!isJsonObject(value)) throw mismatch(jsonTypeOf(value), depth);
      return readStruct(plan.definition, value, place, report);
    case 'list':
      if (!Array.isArray(value)) throw mismatch(jsonTypeOf(value), depth);
      return value.map((item: JsonValue, index) =>
        readItem(
          plan.items,
          item,
          { ...place, path: `${place.path}[${index}]` },
          report,
          mismatch,
          depth + 1,
        ),
      );
    case 'map':
      if (!isJsonObject(value)) throw mismatch(jsonTypeOf(value), depth);
      return readMap(plan.values, value, place, report, mismatch, depth + 1);
    case 'leaf': {
      const read = readLeaf(plan.leaf, value);
      if (read === undefined) throw mismatch(jsonTypeOf(value), depth);
      return read;
    }
  }
}

function readMap(
  values: ValuePlan,
  value: JsonObject,
  place: Place,
  report: DecodeReport,
  mismatch: Mismatch,
  depth: number,
): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const below = { path: `${place.path}.${key}`, goPath: `${place.goPath}.${key}` };
    result[key] = readItem(values, child, below, report, mismatch, depth);
  }
  return result;
}

/** An item or a map's value: `null` is read as the zero value. */
function readItem(
  plan: ValuePlan,
  value: JsonValue,
  place: Place,
  report: DecodeReport,
  mismatch: Mismatch,
  depth: number,
): JsonValue {
  if (value !== null) return readValue(plan, value, place, report, mismatch, depth);
  if (plan.kind === 'struct') return readStruct(plan.definition, {}, place, report);
  return plan.kind === 'leaf' ? zeroLeaf(plan.leaf) : null;
}

function jsonTypeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (isJsonObject(value)) return 'object';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' && !Number.isInteger(value)) return `number ${value}`;
  return typeof value === 'string' ? 'string' : 'number';
}
