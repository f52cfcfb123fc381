import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { MergeSchema } from './schema.ts';

/** Finds what a reference names in other documents. */
export type FindDefinition = (name: string) => MergeSchema | undefined;

/** The built-in types as an OpenAPI document finds them, and which of two of one name counts. */
export interface OtherTypes {
  readonly definition: FindDefinition;
  readonly win: boolean;
}

/** The types of an OpenAPI document that a kustomization names. */
export class CustomSchemas {
  readonly #definitions: JsonObject;
  readonly #kinds = new Map<string, JsonObject>();
  /** Kinds that paths name: whether there is one with a namespace. */
  readonly #namespaced: ReadonlyMap<string, boolean>;

  constructor(document: JsonObject) {
    const { definitions, paths } = document;
    this.#namespaced = readPaths(isJsonObject(paths) ? paths : {});
    this.#definitions = isJsonObject(definitions) ? definitions : {};
    for (const definition of Object.values(this.#definitions)) {
      if (!isJsonObject(definition)) continue;
      for (const kind of kindsOf(definition)) this.#kinds.set(kind, definition);
    }
  }

  /** The type of a kind. References may lead to the other types that are in use. */
  find(apiVersion: string, kind: string, others: OtherTypes | undefined): MergeSchema | undefined {
    const definition = this.#kinds.get(`${apiVersion}/${kind}`);
    if (definition === undefined) return undefined;
    return new CustomSchema({ own: this.#definitions, others }, definition);
  }

  /** Whether the paths of the document say that a kind has no namespace. */
  isClusterScoped(apiVersion: string, kind: string): boolean {
    return this.#namespaced.get(`${apiVersion}/${kind}`) === false;
  }

  /** The type that a schema written elsewhere stands for. */
  schema(schema: JsonObject, others: OtherTypes | undefined): MergeSchema | undefined {
    return resolve({ own: this.#definitions, others }, schema);
  }
}

function kindsOf(definition: JsonObject): string[] {
  const extension = definition[GROUP_VERSION_KIND];
  return Array.isArray(extension) ? extension.filter(isJsonObject).map(kindName) : [];
}

const GROUP_VERSION_KIND = 'x-kubernetes-group-version-kind';

function kindName({ group, version, kind }: JsonObject): string {
  const prefix = typeof group === 'string' && group !== '' ? `${group}/` : '';
  return `${prefix}${String(version)}/${String(kind)}`;
}

/** A kind that can be read under some namespace has one; one that can only be read elsewhere has none. */
function readPaths(paths: JsonObject): ReadonlyMap<string, boolean> {
  const namespaced = new Map<string, boolean>();
  for (const [path, item] of Object.entries(paths)) {
    const get = isJsonObject(item) ? item.get : undefined;
    const kind = isJsonObject(get) ? get[GROUP_VERSION_KIND] : undefined;
    if (!path.startsWith('/') || !isJsonObject(kind)) continue;
    const name = kindName(kind);
    if (path.includes('namespaces/{namespace}')) namespaced.set(name, true);
    else if (!namespaced.has(name)) namespaced.set(name, false);
  }
  return namespaced;
}

const MOST_REFERENCES = 100;
const DEFINITIONS = '#/definitions/';

interface Definitions {
  readonly own: JsonObject;
  readonly others: OtherTypes | undefined;
}

class CustomSchema implements MergeSchema {
  readonly isMerged: boolean;
  readonly mergeKeys: readonly string[];
  readonly #definitions: Definitions;
  readonly #schema: JsonObject;

  constructor(definitions: Definitions, schema: JsonObject) {
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
    return resolve(this.#definitions, own ?? additionalProperties);
  }

  elements(): MergeSchema | undefined {
    const { type, items } = this.#schema;
    return type === 'array' ? resolve(this.#definitions, items) : undefined;
  }
}

/** Follows references; `undefined` where they lead nowhere. */
function resolve(definitions: Definitions, value: JsonValue | undefined): MergeSchema | undefined {
  const { own, others } = definitions;
  let schema = value;
  for (let steps = 0; steps < MOST_REFERENCES; steps++) {
    if (!isJsonObject(schema)) return undefined;
    const reference = schema.$ref;
    if (typeof reference !== 'string' || reference === '') {
      return new CustomSchema(definitions, schema);
    }
    if (!reference.startsWith(DEFINITIONS)) return undefined;
    const name = reference.slice(DEFINITIONS.length);
    const other = others?.definition(name);
    if (other !== undefined && (others?.win === true || !Object.hasOwn(own, name))) return other;
    schema = own[name];
  }
  return undefined;
}

function mergeKeysOf(schema: JsonObject): readonly string[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (Array.isArray(keys)) return keys.filter((key) => typeof key === 'string');
  const key = schema['x-kubernetes-patch-merge-key'];
  return typeof key === 'string' ? [key] : [];
}
