import type { JsonObject } from '../../model/json.ts';
import mergeSchema from '../generated/merge-schema.json' with { type: 'json' };

/** What a strategic merge needs to know of a value's type. */
export interface MergeSchema {
  /** The type of a field; `undefined` where nothing below it is merged. */
  field(name: string): MergeSchema | undefined;
  /** The type of a list's elements. */
  elements(): MergeSchema | undefined;
  /** The keys by which a list's elements are the same; empty for lists of scalars. */
  readonly mergeKeys: readonly string[];
  /** Whether it is a list whose elements are merged, not replaced. */
  readonly isMerged: boolean;
}

/** Finds the types of objects. */
export interface MergeSchemas {
  find(apiVersion: string, kind: string): MergeSchema | undefined;
  /** The type that an OpenAPI schema describes. */
  schema(schema: JsonObject): MergeSchema | undefined;
}

type Types = readonly Readonly<Record<string, number | readonly (string | number)[]>>[];

const TYPES = mergeSchema.types as Types;
const KINDS: Readonly<Record<string, number>> = mergeSchema.kinds;
const DEFINITIONS: Readonly<Record<string, number>> = mergeSchema.definitions;

class BuiltInType implements MergeSchema {
  readonly mergeKeys: readonly string[] = [];
  readonly isMerged = false;
  readonly #index: number;

  constructor(index: number) {
    this.#index = index;
  }

  field(name: string): MergeSchema | undefined {
    const fields = TYPES[this.#index] ?? {};
    const found = Object.hasOwn(fields, name) ? fields[name] : fields['*'];
    if (found === undefined) return undefined;
    return typeof found === 'number' ? typeOf(found) : listOf(found);
  }

  elements(): undefined {
    return undefined;
  }
}

class BuiltInList implements MergeSchema {
  readonly isMerged = true;
  readonly mergeKeys: readonly string[];
  readonly #elements: number;

  constructor(list: readonly (string | number)[]) {
    this.mergeKeys = list.filter((key) => typeof key === 'string');
    this.#elements = Number(list.at(-1));
  }

  field(): undefined {
    return undefined;
  }

  elements(): MergeSchema | undefined {
    return this.#elements < 0 ? undefined : typeOf(this.#elements);
  }
}

const KNOWN_TYPES = new Map<number, BuiltInType>();
const KNOWN_LISTS = new Map<readonly (string | number)[], BuiltInList>();

function typeOf(index: number): BuiltInType {
  const known = KNOWN_TYPES.get(index) ?? new BuiltInType(index);
  KNOWN_TYPES.set(index, known);
  return known;
}

function listOf(list: readonly (string | number)[]): BuiltInList {
  const known = KNOWN_LISTS.get(list) ?? new BuiltInList(list);
  KNOWN_LISTS.set(list, known);
  return known;
}

/** The types of Kubernetes 1.21.2, which is all that kustomize knows. */
export const builtInSchemas = {
  find(apiVersion: string, kind: string): MergeSchema | undefined {
    return typeAt(KINDS, `${apiVersion}/${kind}`);
  },
  /** The type that references call so, such as `io.k8s.api.core.v1.Container`. */
  definition(name: string): MergeSchema | undefined {
    return typeAt(DEFINITIONS, name);
  },
};

function typeAt(indexes: Readonly<Record<string, number>>, name: string): MergeSchema | undefined {
  const index = Object.hasOwn(indexes, name) ? indexes[name] : undefined;
  return index === undefined ? undefined : typeOf(index);
}
