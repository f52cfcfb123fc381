import type { Problem } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Manifest, Rendered } from '../manifest.ts';
import { fieldOf, type MappingNode, type YamlNode } from './node.ts';
import { yamlProblem } from './problem.ts';
import { provenanceOf } from './provenance.ts';
import { type ReadOptions, readDocuments } from './read-documents.ts';
import { toJson } from './to-json.ts';

export interface ManifestsResult {
  readonly manifests: readonly Rendered[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a file of Kubernetes objects as an API server would. Lists (`kind:
 * List`, `ConfigMapList`, …) are given as their items. Never throws: every
 * document that is no object is a problem.
 */
export function readManifests(
  input: Uint8Array | string,
  file: string,
  options: Omit<ReadOptions, 'rules'> = {},
): ManifestsResult {
  const { documents, problems: found } = readDocuments(input, file, {
    ...options,
    rules: 'kubernetes',
  });
  const problems: Problem[] = [...found];
  const manifests: Rendered[] = [];
  for (const { root } of documents) {
    for (const node of listItems(root)) {
      const rendered = toRendered(node, problems);
      if (rendered !== undefined) manifests.push(rendered);
    }
  }
  return { manifests, problems };
}

function listItems(root: YamlNode): readonly YamlNode[] {
  if (root.kind !== 'mapping' || !textOf(root, 'kind').endsWith('List')) return [root];
  const items = fieldOf(root, 'items');
  return items?.kind === 'sequence' ? items.items.flatMap(listItems) : [root];
}

function toRendered(node: YamlNode, problems: Problem[]): Rendered | undefined {
  if (node.kind !== 'mapping') {
    const advice = 'start with apiVersion, kind and metadata';
    problems.push(
      yamlProblem(node.origin, 'NOT_AN_OBJECT', 'this is no Kubernetes object', advice),
    );
    return undefined;
  }
  const json = toJson(node, 'kubernetes', problems);
  if (!isJsonObject(json)) return undefined;
  const missing = missingFields(json);
  for (const field of missing) {
    problems.push(
      yamlProblem(node.origin, 'MISSING_FIELD', `the object has no ${field}`, `set ${field}`),
    );
  }
  return missing.length > 0
    ? undefined
    : { manifest: json as Manifest, provenance: provenanceOf(node) };
}

function missingFields(json: JsonObject): string[] {
  const missing = ['apiVersion', 'kind'].filter((field) => !isText(json[field]));
  const metadata = json.metadata;
  if (!isJsonObject(metadata) || !isText(metadata.name)) missing.push('metadata.name');
  return missing;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function textOf(node: MappingNode, key: string): string {
  const value = fieldOf(node, key);
  return value?.kind === 'scalar' && value.tag === '!!str' ? value.text : '';
}
