import type { JsonValue } from '../model/json.ts';
import { goJson } from './emit/go-json.ts';
import type { Node } from './node.ts';
import { nodeToJson } from './node-to-json.ts';
import type { Resource } from './resource.ts';
import type { ResourceList } from './resource-list.ts';
import { sha256 } from './sha256.ts';

/** Adds the hash of their content to the names of generated objects. */
export function addHashes(list: ResourceList): void {
  for (const resource of list.items) {
    if (!resource.needsHash) continue;
    const hash = contentHash(resource);
    resource.rememberId();
    resource.setName(`${resource.name}-${hash}`);
  }
  list.reindex();
}

const LETTERS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** Ten characters that change when the content does, and that spell no words. */
function contentHash(resource: Resource): string {
  const digest = sha256(goJson(hashedContent(resource)));
  return digest.slice(0, 10).replace(/[013ae]/g, (character) => LETTERS[character] ?? character);
}

/** What counts for the hash. The name is always empty: kustomize looks for it at the wrong path. */
function hashedContent({ node, kind }: Resource): JsonValue {
  if (kind === 'ConfigMap') {
    const binaryData = fieldValue(node, 'binaryData');
    return {
      kind,
      name: '',
      data: fieldValue(node, 'data'),
      ...(typeof binaryData === 'object' ? { binaryData } : {}),
    };
  }
  if (kind === 'Secret') {
    const stringData = fieldValue(node, 'stringData');
    return {
      kind,
      type: fieldValue(node, 'type'),
      name: '',
      data: fieldValue(node, 'data'),
      ...(typeof stringData === 'object' ? { stringData } : {}),
    };
  }
  return nodeToJson(node, []);
}

/** A field as kustomize reads it for the hash: lists, which none of the fields should be, are null. */
function fieldValue(node: Node, field: string): JsonValue {
  const value = node.get(field);
  if (value === undefined) return '';
  if (value.kind === 'sequence') return null;
  return value.kind === 'scalar' ? value.text : nodeToJson(value, []);
}
