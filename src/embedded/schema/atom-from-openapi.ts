import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import {
  type Atom,
  DEDUCED,
  type FieldType,
  type ListType,
  type MapType,
  type ScalarType,
  type TypeReference,
  UNTYPED_ATOMIC,
} from './atom.ts';

/** Finds a definition by its name. */
export type Definitions = (name: string) => JsonObject | undefined;

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const RAW_EXTENSION = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

/** Makes atoms out of OpenAPI schemas, each definition once. */
export interface AtomReader {
  definition(name: string): Atom;
  schema(schema: JsonObject, preserveUnknown: boolean): Atom;
}

/**
 * Reads OpenAPI schemas as the API server reads them for merging: list types,
 * map types and, where these are missing, the older patch strategies.
 */
export function atomReader(definitions: Definitions): AtomReader {
  const known = new Map<string, Atom>();
  const definition = (name: string): Atom => {
    const found = known.get(name) ?? readDefinition(name);
    known.set(name, found);
    return found;
  };
  const readDefinition = (name: string): Atom => {
    if (name === QUANTITY) return { scalar: 'untyped' };
    if (name === RAW_EXTENSION) return UNTYPED_ATOMIC;
    const schema = definitions(name);
    return schema === undefined ? UNTYPED_ATOMIC : readSchema({ definition }, schema, false);
  };
  return {
    definition,
    schema: (schema, preserveUnknown) => readSchema({ definition }, schema, preserveUnknown),
  };
}

type Reader = Pick<AtomReader, 'definition'>;

function readSchema(reader: Reader, schema: JsonObject, preserveAbove: boolean): Atom {
  const preserve = preserveAbove || schema['x-kubernetes-preserve-unknown-fields'] === true;
  switch (schema.type) {
    case 'object':
      return { map: readMap(reader, schema, preserve) };
    case 'array':
      return { list: readList(reader, schema, preserve) };
    case undefined:
      if (schema.oneOf !== undefined || schema['x-kubernetes-int-or-string'] === true) {
        return { scalar: 'untyped' };
      }
      return {
        scalar: 'untyped',
        list: readList(reader, schema, preserve),
        map: readMap(reader, schema, preserve),
      };
    default:
      return { scalar: readScalar(schema) };
  }
}

function readScalar(schema: JsonObject): ScalarType {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'numeric';
    case 'boolean':
      return 'boolean';
    case 'string':
      return schema.format === undefined || schema.format === 'byte' ? 'string' : 'untyped';
    default:
      return 'untyped';
  }
}

/** The name a schema refers to, by `$ref` or by an `allOf` of one `$ref`. */
export function referenceOf(schema: JsonObject): string | undefined {
  const allOf = schema.allOf;
  const only = Array.isArray(allOf) && allOf.length === 1 ? allOf[0] : undefined;
  const reference = schema.$ref ?? (isJsonObject(only) ? only.$ref : undefined);
  return typeof reference === 'string'
    ? reference.slice(reference.lastIndexOf('/') + 1)
    : undefined;
}

/** A reference that is resolved once, on first use. */
function lazily(resolve: () => Atom): TypeReference {
  let resolved: Atom | undefined;
  return {
    get atom() {
      resolved ??= resolve();
      return resolved;
    },
  };
}

function readReference(reader: Reader, schema: JsonObject, preserve: boolean): TypeReference {
  const name = referenceOf(schema);
  return lazily(() => {
    if (name === undefined) return readSchema(reader, schema, preserve);
    const atom = reader.definition(name);
    const mapType = schema['x-kubernetes-map-type'];
    if (mapType === undefined || atom.map === undefined) return atom;
    return { ...atom, map: { ...atom.map, relationship: relationshipOfMap(schema) } };
  });
}

function relationshipOfMap(schema: JsonObject): MapType['relationship'] {
  return schema['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : 'separable';
}

function readMap(reader: Reader, schema: JsonObject, preserve: boolean): MapType {
  const fields = new Map<string, FieldType>();
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  for (const [name, property] of Object.entries(properties)) {
    if (!isJsonObject(property)) continue;
    fields.set(name, {
      type: readReference(reader, property, preserve),
      defaultValue: property.default,
    });
  }
  const additional = schema.additionalProperties;
  const free = additional === undefined ? preserve || fields.size === 0 : additional === true;
  return {
    fields,
    others: isJsonObject(additional)
      ? readReference(reader, additional, preserve)
      : free
        ? { atom: DEDUCED }
        : undefined,
    relationship: relationshipOfMap(schema),
    deduced: false,
  };
}

function readList(reader: Reader, schema: JsonObject, preserve: boolean): ListType {
  const items = schema.items;
  return {
    items: isJsonObject(items) ? readReference(reader, items, preserve) : { atom: UNTYPED_ATOMIC },
    ...relationshipOfList(schema),
  };
}

const texts = (value: JsonValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function relationshipOfList(schema: JsonObject): Pick<ListType, 'relationship' | 'keys'> {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === 'map') {
    return { relationship: 'associative', keys: texts(schema['x-kubernetes-list-map-keys']) };
  }
  if (listType === 'set') return { relationship: 'associative', keys: [] };
  const strategy = listType === undefined ? schema['x-kubernetes-patch-strategy'] : undefined;
  if (strategy === 'merge' || strategy === 'merge,retainKeys') {
    const key = schema['x-kubernetes-patch-merge-key'];
    return { relationship: 'associative', keys: typeof key === 'string' ? [key] : [] };
  }
  return { relationship: 'atomic', keys: [] };
}
