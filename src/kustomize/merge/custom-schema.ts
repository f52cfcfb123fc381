import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { MergeSchema, MergeSchemas } from './schema.ts';

/** The types of an OpenAPI document that a kustomization names. */
export class CustomSchemas implements MergeSchemas {
  readonly #definitions: JsonObject;
  readonly #kinds = new Map<string, JsonObject>();

  constructor(document: JsonObject) {
    const { definitions } = document;
    this.#definitions = isJsonObject(definitions) ? definitions : {};
    for (const definition of Object.values(this.#definitions)) {
      if (!isJsonObject(definition)) continue;
      for (const kind of kindsOf(definition)) this.#kinds.set(kind, definition);
    }
  }

  find(apiVersion: string, kind: string): MergeSchema | undefined {
    const definition = this.#kinds.get(`${apiVersion}/${kind}`);
    return definition === undefined ? undefined : new CustomSchema(this.#definitions, definition);
  }
}

function kindsOf(definition: JsonObject): string[] {
  const extension = definition['x-kubernetes-group-version-kind'];
  if (!Array.isArray(extension)) return [];
  return extension.filter(isJsonObject).map(({ group, version, kind }) => {
    const prefix = typeof group === 'string' && group !== '' ? `${group}/` : '';
    return `${prefix}${String(version)}/${String(kind)}`;
  });
}

const MOST_REFERENCES = 100;

class CustomSchema implements MergeSchema {
  readonly isMerged: boolean;
  readonly mergeKeys: readonly string[];
  readonly #definitions: JsonObject;
  readonly #schema: JsonObject;

  constructor(definitions: JsonObject, schema: JsonObject) {
    this.#definitions = definitions;
    this.#schema = schema;
    const strategy = schema['x-kubernetes-patch-strategy'];
    this.isMerged = typeof strategy === 'string' && strategy.split(',').includes('merge');
    this.mergeKeys = mergeKeysOf(schema);
  }

  field(name: string): MergeSchema | undefined {
    const { properties, additionalProperties } = this.#schema;
    const own =
      isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return this.#resolve(own ?? additionalProperties);
  }

  elements(): MergeSchema | undefined {
    const { type, items } = this.#schema;
    return type === 'array' ? this.#resolve(items) : undefined;
  }

  /** Follows references; `undefined` where they lead nowhere. */
  #resolve(value: JsonValue | undefined): MergeSchema | undefined {
    let schema = value;
    for (let steps = 0; steps < MOST_REFERENCES; steps++) {
      if (!isJsonObject(schema)) return undefined;
      const reference = schema.$ref;
      if (typeof reference !== 'string' || reference === '') {
        return new CustomSchema(this.#definitions, schema);
      }
      schema = this.#definitions[reference.replace('#/definitions/', '')];
    }
    return undefined;
  }
}

function mergeKeysOf(schema: JsonObject): readonly string[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (Array.isArray(keys)) return keys.filter((key) => typeof key === 'string');
  const key = schema['x-kubernetes-patch-merge-key'];
  return typeof key === 'string' ? [key] : [];
}
