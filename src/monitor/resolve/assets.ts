import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { FieldPath, Manifest } from '../../model/manifest.ts';
import { formatObjectId, type ObjectId } from '../../model/object-id.ts';
import type { Lookup } from '../facts.ts';
import type { Report } from '../finding.ts';

/** Where the assets Secret is mounted in Prometheus' container. */
export const ASSETS_PATH = '/var/lib/cluster-assets-tls';

/** The file of one key of a Secret or ConfigMap among the assets, as tidb-operator names it. */
export function assetName(id: ObjectId, key: string): string {
  return `${id.kind.toLowerCase()}_${id.namespace}_${id.name}_${key}`;
}

export function assetPath(id: ObjectId, key: string): string {
  return `${ASSETS_PATH}/${assetName(id, key)}`;
}

/**
 * Gathers what Prometheus needs from Secrets and ConfigMaps of any namespace:
 * certificates, keys, passwords. They become one Secret beside the pods.
 */
export class AssetStore {
  readonly #data = new Map<string, string>();
  readonly #lookup: Lookup;
  readonly #warn: Report;
  readonly #missing: (id: ObjectId) => void;

  constructor(lookup: Lookup, warn: Report, missing: (id: ObjectId) => void) {
    this.#lookup = lookup;
    this.#warn = warn;
    this.#missing = missing;
  }

  /** The gathered values in base64 by file name, in the order of the names. */
  get data(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#data].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Adds every key of a Secret. `false`, and a warning, where it or a required key is missing. */
  addSecret(id: ObjectId, required: readonly string[], path: FieldPath): boolean {
    const values = this.#valuesOf(id, path);
    if (typeof values === 'string') return values === 'unknown';
    const lacking = required.find((key) => !values.has(key));
    if (lacking !== undefined) return this.#lacksKey(id, lacking, path);
    for (const [key, value] of values) this.#data.set(assetName(id, key), value);
    return true;
  }

  /** Adds one key. `false`, and a warning, where it is known not to exist. */
  addKey(id: ObjectId, key: string, path: FieldPath): boolean {
    const values = this.#valuesOf(id, path);
    if (typeof values === 'string') return values === 'unknown';
    const value = values.get(key);
    if (value === undefined) return this.#lacksKey(id, key, path);
    this.#data.set(assetName(id, key), value);
    return true;
  }

  #lacksKey(id: ObjectId, key: string, path: FieldPath): false {
    const what = `needs the key ${key}, which ${formatObjectId(id)} does not have; what needs it is left out`;
    this.#warn('OBJECT_NOT_FOUND', path, what, 'add the key, or name another');
    this.#missing(id);
    return false;
  }

  /** A gathered value as text; `undefined` where it is not known. */
  textOf(name: string): string | undefined {
    const value = this.#data.get(name);
    return value === undefined ? undefined : Buffer.from(value, 'base64').toString('utf8');
  }

  /** Adds a value that stands in the spec itself; gives the path of its file. */
  addText(name: string, text: string): string {
    this.#data.set(name, encode(text));
    return `${ASSETS_PATH}/${name}`;
  }

  #valuesOf(id: ObjectId, path: FieldPath): ReadonlyMap<string, string> | 'absent' | 'unknown' {
    const fact = this.#lookup(id);
    if (typeof fact !== 'string') return valuesOf(fact);
    const name = formatObjectId(id);
    if (fact === 'absent') {
      const what = `needs ${name}, which does not exist; what needs it is left out`;
      this.#warn('OBJECT_NOT_FOUND', path, what, 'create it');
      this.#missing(id);
    } else {
      const what = `needs ${name}, which is not among the rendered objects: it is assumed to exist`;
      this.#warn('OBJECT_UNKNOWN', path, what, 'run against a cluster to have it filled in');
    }
    return fact;
  }
}

/** The values of a Secret or ConfigMap in base64. */
function valuesOf(manifest: Manifest): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const isSecret = manifest.kind === 'Secret';
  for (const [key, value] of textsOf(manifest.data)) {
    values.set(key, isSecret ? value : encode(value));
  }
  for (const [key, value] of textsOf(manifest.binaryData)) values.set(key, value);
  // As the API server does: clear text wins over data of the same key.
  for (const [key, value] of textsOf(manifest.stringData)) values.set(key, encode(value));
  return values;
}

function textsOf(value: JsonObject[string]): [string, string][] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, text]) =>
    typeof text === 'string' ? [[key, text] as [string, string]] : [],
  );
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
