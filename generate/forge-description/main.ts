// Writes test/support/forge/generated/github.json: what GitHub's own OpenAPI description says of the
// calls we make. The package with the whole of it is large, so it is no dependency:
//   npm pack @octokit/openapi && tar xf octokit-openapi-*.tgz
//   node generate/forge-description/main.ts package/generated/api.github.com.json
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = { [key: string]: unknown };

/** The calls that src/forge/github makes. */
const calls: Readonly<Record<string, readonly string[]>> = {
  '/repos/{owner}/{repo}/pulls': ['get', 'post'],
  '/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
  '/repos/{owner}/{repo}/compare/{basehead}': ['get'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['patch'],
  '/repos/{owner}/{repo}/statuses/{sha}': ['post'],
  '/repos/{owner}/{repo}/collaborators/{username}/permission': ['get'],
  '/repos/{owner}/{repo}/issues': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/{issue_number}': ['patch'],
  '/app/installations/{installation_id}/access_tokens': ['post'],
};

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('needs the file api.github.com.json');
const description = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const components: Record<string, Record<string, unknown>> = {};

/** Copies without prose and examples, and takes along what is referred to. */
function taken(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(taken);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Json = {};
  for (const [key, child] of Object.entries(value)) {
    if (key === 'description' && typeof child === 'string') continue;
    if (/^(examples?|x-.*|externalDocs|deprecated|tags|summary)$/.test(key)) continue;
    if (key === '$ref' && typeof child === 'string') takeComponent(child);
    kept[key] = key === 'properties' ? takenProperties(child as Json) : taken(child);
  }
  return kept.nullable === true && kept.type === undefined ? nullable(kept) : kept;
}

/** `nullable` beside no `type` is allowed in OpenAPI, but validators do not take it. */
function nullable({ nullable: _, ...schema }: Json): Json {
  return { anyOf: [schema, { type: 'null' }] };
}

/** Properties may be called what prose is called. */
function takenProperties(properties: Json): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([name, child]) => [name, taken(child)]),
  );
}

function takeComponent(reference: string): void {
  const [, , kind = '', name = ''] = reference.split('/');
  components[kind] ??= {};
  const group = components[kind];
  if (name in group) return;
  group[name] = true;
  group[name] = taken(description.components[kind]?.[name]);
}

const paths = Object.fromEntries(
  Object.entries(calls).map(([path, methods]) => [
    path,
    Object.fromEntries(methods.map((method) => [method, taken(description.paths[path]?.[method])])),
  ]),
);
const folder = join(import.meta.dirname, '../../test/support/forge/generated');
mkdirSync(folder, { recursive: true });
const version = description.info.version;
writeFileSync(join(folder, 'github.json'), `${JSON.stringify({ version, paths, components })}\n`);
