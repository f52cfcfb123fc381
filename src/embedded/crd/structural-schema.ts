import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';

/** The part of a structural schema that pruning and defaulting go by. */
export interface Structural {
  readonly properties: Readonly<Record<string, Structural>>;
  /** The schema of every other key; `undefined` where there is none. */
  readonly additional: Structural | undefined;
  readonly items: Structural | undefined;
  /** Keeps keys that no property declares. */
  readonly preserves: boolean;
  /** Has `apiVersion`, `kind` and `metadata` of its own. */
  readonly isResource: boolean;
  readonly nullable: boolean;
  readonly defaultValue: JsonValue | undefined;
}

/** Anything goes. */
const OPEN: Structural = {
  properties: {},
  additional: undefined,
  items: undefined,
  preserves: true,
  isResource: false,
  nullable: true,
  defaultValue: undefined,
};

export function readStructural(schema: JsonValue | undefined): Structural {
  if (!isJsonObject(schema)) return OPEN;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const { additionalProperties, items } = schema;
  return {
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, child]) => [name, readStructural(child)]),
    ),
    additional:
      additionalProperties === undefined || additionalProperties === false
        ? undefined
        : readStructural(additionalProperties),
    items: items === undefined ? undefined : readStructural(items),
    preserves: schema['x-kubernetes-preserve-unknown-fields'] === true,
    isResource: schema['x-kubernetes-embedded-resource'] === true,
    nullable: schema.nullable === true,
    defaultValue: schema.default,
  };
}

const RESOURCE_FIELDS = ['apiVersion', 'kind', 'metadata'];

/** Drops fields that no schema declares; tells of each. */
export function prune(
  value: JsonValue,
  schema: Structural,
  isResource: boolean,
  dropped: (path: string) => void,
  path = '',
): JsonValue {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return value;
    return value.map((item: JsonValue, index) =>
      prune(item, items, items.isResource, dropped, `${path}[${index}]`),
    );
  }
  return isJsonObject(value) ? pruneMap(value, schema, isResource, dropped, path) : value;
}

function pruneMap(
  value: JsonObject,
  schema: Structural,
  isResource: boolean,
  dropped: (path: string) => void,
  path: string,
): JsonObject {
  const kept: Record<string, JsonValue> = {};
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const childPath = path === '' ? key : `${path}.${key}`;
    const property = schema.properties[key] ?? schema.additional;
    if (isResource && RESOURCE_FIELDS.includes(key)) kept[key] = child;
    else if (property !== undefined) {
      kept[key] = prune(child, property, property.isResource, dropped, childPath);
    } else if (schema.preserves) kept[key] = child;
    else dropped(childPath);
  }
  return kept;
}

/** Sets defaults where nothing, or a `null` that may not be, is set. */
export function setDefaults(value: JsonValue, schema: Structural): JsonValue {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return value;
    return value.map((item: JsonValue) => setDefaults(replaceNull(item, items), items));
  }
  if (!isJsonObject(value)) return value;
  const result: Record<string, JsonValue> = {};
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const property = schema.properties[key] ?? schema.additional;
    result[key] =
      property === undefined ? child : setDefaults(replaceNull(child, property), property);
  }
  for (const [key, property] of Object.entries(schema.properties)) {
    if (property.defaultValue !== undefined && result[key] === undefined) {
      result[key] = setDefaults(property.defaultValue, property);
    }
  }
  return result;
}

function replaceNull(value: JsonValue, schema: Structural): JsonValue {
  return value === null && !schema.nullable ? (schema.defaultValue ?? null) : value;
}

/** Drops every `null` that may not be and that no default replaces. */
export function dropNulls(value: JsonValue, schema: Structural | undefined): JsonValue {
  if (Array.isArray(value)) {
    return value.map((item: JsonValue) => dropNulls(item, schema?.items));
  }
  if (!isJsonObject(value)) return value;
  const kept: Record<string, JsonValue> = {};
  for (const [key, child] of Object.entries(value)) {
    const property = schema?.properties[key] ?? schema?.additional;
    const isStray =
      child === null && property?.nullable === false && property.defaultValue === undefined;
    if (child !== undefined && !isStray) kept[key] = dropNulls(child, property);
  }
  return kept;
}
