import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { ResourceType } from '../registry/resource-type.ts';
import { builtin } from '../schema/builtin.ts';

function referencesIn(schema: JsonValue | undefined): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(referencesIn);
  if (!isJsonObject(schema)) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string'
      ? [value.slice(value.lastIndexOf('/') + 1)]
      : referencesIn(value),
  );
}

/** The schemas of some types, and of everything they refer to. */
export function closureOf(types: readonly ResourceType[]): JsonObject {
  const { definitions } = builtin();
  const found: Record<string, JsonObject> = {};
  const queue: string[] = ['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'];
  for (const { codec } of types) {
    const own = codec.openApi;
    found[own.name] = own.schema;
    queue.push(...referencesIn(own.schema));
  }
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const schema = definitions[name];
    if (schema === undefined || found[name] !== undefined) continue;
    found[name] = schema;
    queue.push(...referencesIn(schema));
  }
  return found;
}
