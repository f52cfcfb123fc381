import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../model/json.ts';
import { objectOf, textsOf } from '../registry/metadata.ts';
import { duplicateValue, type FieldProblem } from '../status/field-error.ts';

/** Items that a set or a list by keys holds twice. */
export function duplicateItems(
  value: JsonValue,
  schema: JsonObject,
  path: string,
): readonly FieldProblem[] {
  if (Array.isArray(value)) return inList(value, schema, path);
  if (!isJsonObject(value)) return [];
  const properties = objectOf(schema.properties);
  const additional = schema.additionalProperties;
  return Object.entries(value).flatMap(([key, child]) => {
    const property = properties[key] ?? additional;
    if (child === undefined || !isJsonObject(property)) return [];
    return duplicateItems(child, property, path === '' ? key : `${path}.${key}`);
  });
}

function inList(
  value: readonly JsonValue[],
  schema: JsonObject,
  path: string,
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const seen = new Set<string>();
  const type = schema['x-kubernetes-list-type'];
  const items = objectOf(schema.items);
  const keys = textsOf(schema['x-kubernetes-list-map-keys']);
  for (const [index, item] of value.entries()) {
    const name = type === 'map' ? keysOf(item, keys, items) : item;
    if (type === 'map' || type === 'set') {
      const text = stringifyJson(name);
      if (seen.has(text)) problems.push(duplicateValue(`${path}[${index}]`, name));
      seen.add(text);
    }
    problems.push(...duplicateItems(item, items, `${path}[${index}]`));
  }
  return problems;
}

function keysOf(item: JsonValue, keys: readonly string[], items: JsonObject): JsonValue {
  if (!isJsonObject(item)) return null;
  const properties = objectOf(items.properties);
  const entries = keys.flatMap((key): [string, JsonValue][] => {
    const value = item[key] ?? objectOf(properties[key]).default;
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}
