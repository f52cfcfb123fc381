/** Foreign JSON, as it comes. */
export type Json = { [key: string]: unknown };

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A schema without its prose. */
export function trimSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(trimSchema);
  if (!isJson(schema)) return schema;
  const kept: Json = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description' && typeof value === 'string') continue;
    if (key === 'properties' && isJson(value)) {
      kept[key] = Object.fromEntries(
        Object.entries(value).map(([name, child]) => [name, trimSchema(child)]),
      );
    } else if (key === 'x-kubernetes-group-version-kind' && Array.isArray(value)) {
      // DeleteOptions and the like stand in every group: no client looks them up by kind.
      if (value.length === 1) kept[key] = value;
    } else kept[key] = trimSchema(value);
  }
  return kept;
}

/** The names of the definitions a schema refers to. */
export function referencedDefinitions(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(referencedDefinitions);
  if (!isJson(schema)) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string'
      ? [value.slice(value.lastIndexOf('/') + 1)]
      : referencedDefinitions(value),
  );
}
