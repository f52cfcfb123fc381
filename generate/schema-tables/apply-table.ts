import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { FetchJson } from './api-server-json.ts';
import { type GoField, readGoStructs } from './go-fields.ts';
import { type Json, referencedDefinitions, trimSchema } from './open-api.ts';
import { SERVED_RESOURCES, SERVED_SUBRESOURCES } from './served-resources.ts';

/**
 * What server-side apply asks of the built-in kinds, out of a running kube-apiserver
 * (discovery, OpenAPI, columns of tables) and the Go sources of the same
 * release (which fields Go leaves out when they are empty), as compact JSON.
 *
 * `modules` is a folder with a go.mod that requires those sources.
 */
export async function applyTable(fetchJson: FetchJson, modules: string): Promise<string> {
  const table = new ApplyTable(fetchJson);
  for (const [groupVersion, names] of Object.entries(SERVED_RESOURCES)) {
    await table.takeGroupVersion(groupVersion, names);
  }
  return table.json(JSON.stringify(await fetchJson('/version')), new GoSources(modules));
}

/** The structs of the Go packages that the definitions of OpenAPI are named after. */
class GoSources {
  readonly #folders: Readonly<Record<string, string>>;
  readonly #packages = new Map<string, ReadonlyMap<string, readonly GoField[]>>();

  constructor(modules: string) {
    const folder = (module: string): string =>
      execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', module], {
        cwd: modules,
        encoding: 'utf8',
      }).trim();
    this.#folders = {
      'io.k8s.api.': folder('k8s.io/api'),
      'io.k8s.apimachinery.pkg.': join(folder('k8s.io/apimachinery'), 'pkg'),
      'io.k8s.apiextensions-apiserver.pkg.': join(folder('k8s.io/apiextensions-apiserver'), 'pkg'),
    };
  }

  fieldsOf(definition: string): readonly GoField[] {
    const prefix = Object.keys(this.#folders).find((one) => definition.startsWith(one));
    if (prefix === undefined) return [];
    const parts = definition.slice(prefix.length).split('.');
    const name = parts.pop() ?? '';
    const folder = join(this.#folders[prefix] ?? '', ...parts);
    const structs = this.#packages.get(folder) ?? readGoStructs(folder);
    this.#packages.set(folder, structs);
    return structs.get(name) ?? [];
  }
}

class ApplyTable {
  readonly #fetchJson: FetchJson;
  readonly #definitions = new Map<string, Json>();
  readonly #resources: Json[] = [];
  readonly #columns = new Map<string, unknown>();

  constructor(fetchJson: FetchJson) {
    this.#fetchJson = fetchJson;
  }

  async takeGroupVersion(groupVersion: string, names: readonly string[]): Promise<void> {
    const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
    const [group, version] = groupVersion.includes('/')
      ? groupVersion.split('/')
      : ['', groupVersion];
    const document = await this.#fetchJson(`/openapi/v3${path}`);
    const schemas = (document.components as Json).schemas as Json;
    for (const resource of (await this.#fetchJson(path)).resources as Json[]) {
      const [name = '', subresource] = String(resource.name).split('/');
      if (!names.includes(name)) continue;
      if (subresource !== undefined && !SERVED_SUBRESOURCES.includes(subresource)) continue;
      this.#resources.push({ groupVersion, ...resource });
      const { kind, group: kindGroup = group, version: kindVersion = version } = resource;
      this.#takeDefinitions(schemas, definitionsOfKind(schemas, kindGroup, kindVersion, kind));
      if (subresource === undefined && (resource.verbs as string[]).includes('list')) {
        await this.#takeColumns(`${groupVersion}/${name}`, `${path}/${name}`);
      }
    }
    this.#takeDefinitions(schemas, ['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions']);
  }

  /** One entry a line, in a fixed order, so that a new release gives a readable diff. */
  json(version: string, sources: GoSources): string {
    const list = this.#resources.map((resource) => JSON.stringify(resource)).join(',\n');
    return (
      `{"version":${version},\n"resources":[\n${list}\n],\n"columns":${section(this.#columns)},\n` +
      `"encodings":${section(this.#encodings(sources))},\n"definitions":${section(this.#definitions)}}`
    );
  }

  async #takeColumns(name: string, path: string): Promise<void> {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    this.#columns.set(name, (await this.#fetchJson(path, accept)).columnDefinitions);
  }

  /** Takes definitions, and all they refer to. */
  #takeDefinitions(schemas: Json, wanted: Iterable<string>): void {
    const queue = [...wanted];
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      if (this.#definitions.has(name) || schemas[name] === undefined) continue;
      const schema = trimSchema(schemas[name]) as Json;
      this.#definitions.set(name, schema);
      queue.push(...referencedDefinitions(schema));
    }
  }

  #encodings(sources: GoSources): ReadonlyMap<string, unknown> {
    const encodings = new Map<string, unknown>();
    for (const [name, schema] of this.#definitions) {
      const properties = Object.keys((schema.properties as Json | undefined) ?? {});
      const fields = sources.fieldsOf(name).filter((field) => properties.includes(field.name));
      if (fields.length === 0) continue;
      const known = new Set(['apiVersion', 'kind', ...fields.map((field) => field.name)]);
      const unknown = properties.filter((property) => !known.has(property));
      if (unknown.length > 0) throw new Error(`${name}: no Go field for ${unknown.join(', ')}`);
      const encoded = fields.map(
        (field) => [field.name, `${field.encoding} ${field.protobuf} ${field.type}`] as const,
      );
      encodings.set(name, Object.fromEntries(encoded));
    }
    return encodings;
  }
}

function definitionsOfKind(
  schemas: Json,
  group: unknown,
  version: unknown,
  kind: unknown,
): readonly string[] {
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const kinds = (schema as Json)['x-kubernetes-group-version-kind'] as Json[] | undefined;
    const found = kinds?.some(
      (one) => one.group === group && one.version === version && one.kind === kind,
    );
    return found ? [name] : [];
  });
}

function section(entries: ReadonlyMap<string, unknown>): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}
