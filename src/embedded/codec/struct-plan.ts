import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { referenceOf } from '../schema/atom-from-openapi.ts';
import { builtin } from '../schema/builtin.ts';

/** A value of a Go type that is not made of others. */
export type Leaf =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'bytes'
  | 'quantity'
  | 'time'
  | 'microTime'
  | 'intOrString'
  | 'any';

export type ValuePlan =
  | { readonly kind: 'struct'; readonly definition: string }
  | { readonly kind: 'list'; readonly items: ValuePlan }
  | { readonly kind: 'map'; readonly values: ValuePlan }
  | { readonly kind: 'leaf'; readonly leaf: Leaf };

export interface FieldPlan {
  readonly name: string;
  readonly encoding: 'value' | 'omitempty' | 'omitzero' | 'pointer' | 'nullable';
  /** The Go type, as a message names it: `int32`, `[]v1.Container`. */
  readonly goType: string;
  readonly value: ValuePlan;
  /** Its number in Protocol Buffers, after those of the messages around it; `[0]` for none. */
  readonly protobuf: readonly number[];
  /** What the server sets where the field is not set. */
  readonly defaultValue: JsonValue | undefined;
}

/** How one Go struct is read from and written as JSON. */
export interface StructPlan {
  /** `DeploymentSpec`. */
  readonly goName: string;
  readonly fields: ReadonlyMap<string, FieldPlan>;
}

const LEAVES: Readonly<Record<string, Leaf>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'microTime',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'intOrString',
};

const plans = new Map<string, StructPlan>();

export function structPlan(definition: string): StructPlan {
  const plan = plans.get(definition) ?? makePlan(definition);
  plans.set(definition, plan);
  return plan;
}

const isEncoding = (text: string): text is FieldPlan['encoding'] =>
  ['value', 'omitempty', 'omitzero', 'pointer', 'nullable'].includes(text);

/** A Go type as `encoding/json` names it: with the package's own name. */
function qualify(type: string, goPackage: string): string {
  const bare = /^(\[\]|map\[\w+\])*/.exec(type)?.[0] ?? '';
  const name = type.slice(bare.length);
  if (name.includes('.')) return bare + name.replace(/^metav1\./, 'v1.');
  return bare + (/^[A-Z]/.test(name) ? `${goPackage}.${name}` : name);
}

function makePlan(definition: string): StructPlan {
  const properties = objectIn(builtin().definitions[definition], 'properties');
  const encodings = builtin().encodings[definition] ?? {};
  const parts = definition.split('.');
  const goPackage = parts.at(-2) ?? '';
  const fields = new Map<string, FieldPlan>();
  // Go writes fields in the order of the source, the names of the type first.
  const written = Object.keys(encodings);
  const names = encodings.kind === undefined ? ['kind', 'apiVersion', ...written] : written;
  for (const name of names) {
    const property = properties[name];
    if (!isJsonObject(property)) continue;
    const [encoding = '', protobuf = '', ...type] = (encodings[name] ?? 'omitempty 0 string').split(
      ' ',
    );
    fields.set(name, {
      name,
      encoding: isEncoding(encoding) ? encoding : 'omitempty',
      goType: qualify(type.join(' '), goPackage),
      value: valuePlan(property),
      protobuf: protobuf.split('.').map(Number),
      defaultValue: defaultOf(property),
    });
  }
  return { goName: parts.at(-1) ?? '', fields };
}

/** A default that is more than the zero value every Go type has. */
function defaultOf(property: JsonObject): JsonValue | undefined {
  const value = property.default;
  const isZero = value === '' || value === 0 || value === false;
  return isZero || typeof value === 'object' ? undefined : value;
}

function objectIn(schema: JsonObject | undefined, key: string): JsonObject {
  const value = schema?.[key];
  return isJsonObject(value) ? value : {};
}

const leaf = (name: Leaf): ValuePlan => ({ kind: 'leaf', leaf: name });

function valuePlan(schema: JsonObject): ValuePlan {
  const definition = referenceOf(schema);
  if (definition !== undefined) return definitionPlan(definition);
  const { type, format, items, additionalProperties } = schema;
  switch (type) {
    case 'array':
      return { kind: 'list', items: isJsonObject(items) ? valuePlan(items) : leaf('any') };
    case 'object':
      return isJsonObject(additionalProperties)
        ? { kind: 'map', values: valuePlan(additionalProperties) }
        : leaf('any');
    case 'string':
      return leaf(format === 'byte' ? 'bytes' : 'string');
    case 'integer':
      return leaf('integer');
    case 'number':
      return leaf('number');
    case 'boolean':
      return leaf('boolean');
    default:
      return leaf('any');
  }
}

function definitionPlan(definition: string): ValuePlan {
  const known = LEAVES[definition];
  if (known !== undefined) return leaf(known);
  const schema = builtin().definitions[definition];
  if (schema?.properties !== undefined) return { kind: 'struct', definition };
  // Empty structs have no properties, and neither have types that take any JSON.
  const isEmptyStruct = schema?.type === 'object' && builtin().encodings[definition] === undefined;
  return isEmptyStruct && !/\.(FieldsV1|RawExtension)$/.test(definition)
    ? { kind: 'struct', definition }
    : leaf('any');
}
