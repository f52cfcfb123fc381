import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { referenceOf } from '../schema/atom-from-openapi.ts';
import { builtin } from '../schema/builtin.ts';

/** The OpenAPI schema of a map; `undefined` where nothing is known about it. */
export type PatchSchema = JsonObject | undefined;

export interface PatchMeta {
  readonly strategies: readonly string[];
  /** The field that names an item of a list. */
  readonly mergeKey: string | undefined;
  /** The schema of the field's value, or of its items. */
  readonly schema: PatchSchema;
}

/** The schema of a built-in definition. */
export function patchSchemaOf(definition: string): PatchSchema {
  return builtin().definitions[definition];
}

function resolve(schema: JsonObject): PatchSchema {
  const name = referenceOf(schema);
  return name === undefined ? schema : builtin().definitions[name];
}

/** How a field of a map is patched. */
export function patchMetaOfField(schema: PatchSchema, field: string): PatchMeta {
  const properties = schema?.properties;
  const additional = schema?.additionalProperties;
  const declared = isJsonObject(properties) ? properties[field] : undefined;
  const property = isJsonObject(declared) ? declared : additional;
  if (!isJsonObject(property)) return { strategies: [], mergeKey: undefined, schema: undefined };
  const strategy = property['x-kubernetes-patch-strategy'];
  const mergeKey = property['x-kubernetes-patch-merge-key'];
  const items = property.items;
  return {
    strategies: typeof strategy === 'string' ? strategy.split(',') : [],
    mergeKey: typeof mergeKey === 'string' ? mergeKey : undefined,
    schema: resolve(isJsonObject(items) ? items : property),
  };
}
