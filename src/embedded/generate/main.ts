// Writes src/embedded/generated/builtin.ts out of a running kube-apiserver
// and the Go sources of the same release. See docs/embedded.md.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type GoField, readGoStructs } from './go-fields.ts';
import { connect } from './kubernetes-json.ts';
import { SERVED_RESOURCES, SERVED_SUBRESOURCES } from './served-resources.ts';
import { type Json, referencedDefinitions, trimSchema } from './trim-schema.ts';

const { values: options } = parseArgs({
  options: {
    kubeconfig: { type: 'string' },
    modules: { type: 'string' },
    out: { type: 'string' },
  },
});
const { kubeconfig, modules, out } = options;
if (kubeconfig === undefined || modules === undefined || out === undefined) {
  throw new Error('needs --kubeconfig FILE, --modules DIR (with a go.mod) and --out FILE');
}
const fetchJson = await connect(kubeconfig);

const moduleFolder = (name: string): string =>
  execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', name], {
    cwd: modules,
    encoding: 'utf8',
  }).trim();

const sources: Readonly<Record<string, string>> = {
  'io.k8s.api.': moduleFolder('k8s.io/api'),
  'io.k8s.apimachinery.pkg.': join(moduleFolder('k8s.io/apimachinery'), 'pkg'),
  'io.k8s.apiextensions-apiserver.pkg.': join(
    moduleFolder('k8s.io/apiextensions-apiserver'),
    'pkg',
  ),
};
const packages = new Map<string, ReadonlyMap<string, readonly GoField[]>>();

function goFields(definition: string): readonly GoField[] {
  const prefix = Object.keys(sources).find((candidate) => definition.startsWith(candidate));
  if (prefix === undefined) return [];
  const parts = definition.slice(prefix.length).split('.');
  const name = parts.pop() ?? '';
  const folder = join(sources[prefix] ?? '', ...parts);
  const structs = packages.get(folder) ?? readGoStructs(folder);
  packages.set(folder, structs);
  return structs.get(name) ?? [];
}

const definitions = new Map<string, Json>();
const resources: Json[] = [];
const columns = new Map<string, unknown>();

/** Takes a definition, and all it refers to. */
function takeDefinitions(schemas: Json, wanted: Iterable<string>): void {
  const queue = [...wanted];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (definitions.has(name) || schemas[name] === undefined) continue;
    const schema = trimSchema(schemas[name]) as Json;
    definitions.set(name, schema);
    queue.push(...referencedDefinitions(schema));
  }
}

function definitionsOfKind(schemas: Json, group: unknown, version: unknown, kind: unknown) {
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const kinds = (schema as Json)['x-kubernetes-group-version-kind'] as Json[] | undefined;
    const found = kinds?.some(
      (one) => one.group === group && one.version === version && one.kind === kind,
    );
    return found ? [name] : [];
  });
}

async function takeGroupVersion(groupVersion: string, names: readonly string[]): Promise<void> {
  const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
  const [group, version] = groupVersion.includes('/')
    ? groupVersion.split('/')
    : ['', groupVersion];
  const document = await fetchJson(`/openapi/v3${path}`);
  const schemas = (document.components as Json).schemas as Json;
  for (const resource of (await fetchJson(path)).resources as Json[]) {
    const [name = '', subresource] = String(resource.name).split('/');
    if (!names.includes(name)) continue;
    if (subresource !== undefined && !SERVED_SUBRESOURCES.includes(subresource)) continue;
    resources.push({ groupVersion, ...resource });
    const { kind, group: kindGroup = group, version: kindVersion = version } = resource;
    takeDefinitions(schemas, definitionsOfKind(schemas, kindGroup, kindVersion, kind));
    if (subresource === undefined && (resource.verbs as string[]).includes('list')) {
      const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
      columns.set(
        `${groupVersion}/${name}`,
        (await fetchJson(`${path}/${name}`, accept)).columnDefinitions,
      );
    }
  }
  takeDefinitions(schemas, ['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions']);
}

for (const [groupVersion, names] of Object.entries(SERVED_RESOURCES)) {
  await takeGroupVersion(groupVersion, names);
}

const encodings = new Map<string, unknown>();
for (const [name, schema] of definitions) {
  const properties = Object.keys((schema.properties as Json | undefined) ?? {});
  const fields = goFields(name).filter((field) => properties.includes(field.name));
  if (fields.length === 0) continue;
  const known = new Set(['apiVersion', 'kind', ...fields.map((field) => field.name)]);
  const unknown = properties.filter((property) => !known.has(property));
  if (unknown.length > 0) throw new Error(`${name}: no Go field for ${unknown.join(', ')}`);
  encodings.set(
    name,
    Object.fromEntries(
      fields.map((field) => [field.name, `${field.encoding} ${field.protobuf} ${field.type}`]),
    ),
  );
}

/** One entry a line, in a fixed order, so that a new release gives a readable diff. */
function section(entries: ReadonlyMap<string, unknown>): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

const version = JSON.stringify(await fetchJson('/version'));
const list = resources.map((resource) => JSON.stringify(resource)).join(',\n');
const json =
  `{"version":${version},\n"resources":[\n${list}\n],\n"columns":${section(columns)},\n` +
  `"encodings":${section(encodings)},\n"definitions":${section(definitions)}}`;
// Text, not an object literal: a JSON text is parsed much faster, and only when it is needed.
const escaped = json.replaceAll('`', '\\u0060').replaceAll('${', '\\u0024{');
writeFileSync(
  out,
  `// Generated by src/embedded/generate/main.ts: do not edit.\nexport const BUILTIN_JSON = String.raw\`${escaped}\`;\n`,
);
