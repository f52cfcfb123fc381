import { isJson, type Json, referencedDefinitions } from './open-api.ts';

/** Stands for the values of a map. */
const ANY_KEY = '*';
/** A type that leads to no merged list. */
const NO_TYPE = -1;

/** The index of a field's type, or for a merged list its merge keys and the index of its elements' type. */
type Field = number | readonly (string | number)[];

/**
 * OpenAPI reduced to what a strategic merge asks of it. Types that lead to no
 * merged list are left out: everything below them is replaced.
 */
export interface MergeTable {
  readonly types: readonly Readonly<Record<string, Field>>[];
  /** The index of the type of an apiVersion/kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** The index of the type of a definition, by the name that references use. */
  readonly definitions: Readonly<Record<string, number>>;
  /** The apiVersion/kind of what has no namespace. */
  readonly clusterScoped: readonly string[];
  /** The apiVersion/kind of what is known to have one. */
  readonly namespaced: readonly string[];
}

/** Which kinds kustomize knows, by whether they have a namespace. */
export type KnownKinds = Pick<MergeTable, 'clusterScoped' | 'namespaced'>;

type Definitions = Readonly<Record<string, Json>>;

/** Reduces definitions of OpenAPI v2. The order of its parts is fixed by names alone. */
export function mergeTable(definitions: Definitions, known: KnownKinds): MergeTable {
  const reducer = new Reducer(definitions);
  const kinds = new Map<string, number>();
  for (const name of Object.keys(definitions).sort()) {
    for (const kind of kindsOf(definitions[name] ?? {})) {
      if (reducer.leads.has(name)) kinds.set(kind, reducer.typeOf(name));
    }
  }
  const names = [...reducer.leads].sort().map((name) => [name, reducer.typeOf(name)]);
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    types: reducer.types,
    kinds: Object.fromEntries(sorted),
    definitions: Object.fromEntries(names),
    ...known,
  };
}

class Reducer {
  readonly types: Record<string, Field>[] = [];
  /** The definitions that lead to a merged list. */
  readonly leads = new Set<string>();
  readonly #definitions: Definitions;
  readonly #indices = new Map<string, number>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
    this.#findLeads();
  }

  /** The index of a definition's type; types may contain themselves. */
  typeOf(name: string): number {
    return this.#indices.get(name) ?? this.#add(this.#definitions[name] ?? {}, name);
  }

  /** Looks for definitions that lead to merged lists until no more turn up. */
  #findLeads(): void {
    for (let before = -1; before < this.leads.size; ) {
      before = this.leads.size;
      for (const [name, definition] of Object.entries(this.#definitions)) {
        if (this.#leadingFields(definition).length > 0) this.leads.add(name);
      }
    }
  }

  /** The fields of a type that lead to merged lists, sorted by name. */
  #leadingFields(schema: Json): readonly (readonly [string, Json])[] {
    const values = schema.additionalProperties;
    const fields = Object.entries(isJson(schema.properties) ? schema.properties : {});
    if (isJson(values)) fields.push([ANY_KEY, values]);
    return fields
      .flatMap(([name, field]) =>
        isJson(field) && (isMergedList(field) || this.#leadsOn(field))
          ? [[name, field] as const]
          : [],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #leadsOn(schema: Json): boolean {
    const name = referenced(schema);
    return name === undefined ? this.#leadingFields(schema).length > 0 : this.leads.has(name);
  }

  #indexOf(schema: Json): number {
    const name = referenced(schema);
    return name === undefined ? this.#add(schema) : this.typeOf(name);
  }

  #add(schema: Json, name?: string): number {
    const type: Record<string, Field> = {};
    const index = this.types.push(type) - 1;
    if (name !== undefined) this.#indices.set(name, index);
    for (const [field, property] of this.#leadingFields(schema)) {
      type[field] = isMergedList(property) ? this.#mergedList(property) : this.#indexOf(property);
    }
    return index;
  }

  #mergedList(list: Json): Field {
    const elements = list.items;
    const leads = isJson(elements) && this.#leadsOn(elements);
    return [...mergeKeys(list), leads ? this.#indexOf(elements) : NO_TYPE];
  }
}

function isMergedList(schema: Json): boolean {
  const strategies = String(schema['x-kubernetes-patch-strategy'] ?? '').split(',');
  return schema.type === 'array' && strategies.includes('merge');
}

function mergeKeys(list: Json): readonly string[] {
  const keys = list['x-kubernetes-list-map-keys'] ?? list['x-kubernetes-patch-merge-key'] ?? [];
  return [keys].flat().map(String);
}

function referenced(schema: Json): string | undefined {
  return schema.$ref === undefined ? undefined : referencedDefinitions(schema)[0];
}

function kindsOf(definition: Json): readonly string[] {
  const kinds = definition['x-kubernetes-group-version-kind'];
  return (Array.isArray(kinds) ? kinds : []).map(({ group, version, kind }) =>
    group === undefined || group === '' ? `${version}/${kind}` : `${group}/${version}/${kind}`,
  );
}
