import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { toJson } from '../../model/yaml/to-json.ts';
import type { FunctionResult } from './resource-list.ts';

/** What the tools that run functions note on the objects they hand over, and take off again. */
const TOOL_ANNOTATION =
  /^(internal\.config\.kubernetes\.io\/.*|config\.kubernetes\.io\/(path|index|function|local-config)|config\.k8s\.io\/(id|function)|kustomize\.config\.k8s\.io\/id)$/;

/** The object as it would be without the tool that runs the function. */
export function withoutToolAnnotations(item: Manifest): Manifest {
  const { annotations, ...metadata } = item.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([name]) => !TOOL_ANNOTATION.test(name));
  if (annotations === undefined || kept.length === Object.keys(annotations).length) return item;
  return kept.length === 0
    ? { ...item, metadata }
    : { ...item, metadata: { ...item.metadata, annotations: Object.fromEntries(kept) } };
}

/** The file an object was written in, and its place among the objects of that file. */
export function fileOf(item: JsonObject): FunctionResult['file'] {
  const annotations = valueAt(item, ['metadata', 'annotations']);
  if (!isJsonObject(annotations)) return undefined;
  const path =
    annotations['internal.config.kubernetes.io/path'] ?? annotations['config.kubernetes.io/path'];
  const index =
    annotations['internal.config.kubernetes.io/index'] ?? annotations['config.kubernetes.io/index'];
  // Without a path the index counts the objects of the stream, which nobody sees.
  if (typeof path === 'string')
    return { path, ...(Number(index) > 0 ? { index: Number(index) } : {}) };
  const origin = originPath(annotations['config.kubernetes.io/origin']);
  return origin === undefined ? undefined : { path: origin };
}

/** kustomize's `originAnnotations` hold a few lines of YAML. */
function originPath(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const [document] = readDocuments(text, 'origin', { rules: 'kubernetes' }).documents;
  const origin = document && toJson(document.root, 'kubernetes', []);
  const path = isJsonObject(origin) ? origin.path : undefined;
  return typeof path === 'string' ? path : undefined;
}
