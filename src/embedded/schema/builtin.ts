import type { JsonObject } from '../../model/json.ts';
import { BUILTIN_JSON } from '../generated/builtin.ts';
import { type AtomReader, atomReader } from './atom-from-openapi.ts';

/** A resource as the real server's discovery lists it. */
export interface BuiltinResource {
  readonly groupVersion: string;
  /** `deployments`, or `deployments/scale`. */
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
  /** Only where a subresource has another kind than its resource. */
  readonly group?: string;
  readonly version?: string;
}

interface BuiltinData {
  readonly version: JsonObject;
  readonly resources: readonly BuiltinResource[];
  /** Columns of the table view, by `apps/v1/deployments`. */
  readonly columns: Readonly<Record<string, readonly JsonObject[]>>;
  /** How Go writes the fields of a struct, as `encoding number type`, by definition. */
  readonly encodings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly definitions: Readonly<Record<string, JsonObject>>;
}

/** What the API server of one release knows about its own kinds. */
export interface Builtin extends BuiltinData {
  readonly atoms: AtomReader;
  /** The name of a kind's definition. */
  definitionOf(group: string, version: string, kind: string): string | undefined;
}

let loaded: Builtin | undefined;

/** Parsed on first use: most commands never serve an API. */
export function builtin(): Builtin {
  loaded ??= load();
  return loaded;
}

function load(): Builtin {
  const data: BuiltinData = JSON.parse(BUILTIN_JSON);
  const byKind = new Map<string, string>();
  for (const [name, schema] of Object.entries(data.definitions)) {
    const kinds = schema['x-kubernetes-group-version-kind'];
    for (const kind of Array.isArray(kinds) ? kinds : []) {
      byKind.set(`${kind.group}/${kind.version}/${kind.kind}`, name);
    }
  }
  return {
    ...data,
    atoms: atomReader((name) => data.definitions[name]),
    definitionOf: (group, version, kind) => byKind.get(`${group}/${version}/${kind}`),
  };
}
