import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { SourceText } from '../../model/yaml/source-text.ts';
import type { Node } from '../node.ts';

/**
 * The type that a comment gives a field, as kustomize reads it: a JSON object
 * behind the key, or alone on the line before.
 *
 *     items: # {"type": "array", "x-kubernetes-patch-strategy": "merge"}
 */
export function commentSchema(mapping: Node | undefined, name: string): JsonObject | undefined {
  if (mapping?.kind !== 'mapping') return undefined;
  return commentOfKey(mapping.content[mapping.indexOf(name)]);
}

/** The type that a comment gives the field of a key. */
export function commentOfKey(key: Node | undefined): JsonObject | undefined {
  if (key?.source === undefined || !mayHaveSchemas(key.source)) return undefined;
  const { text } = key.source;
  const start = text.lastIndexOf('\n', key.offset - 1) + 1;
  return behind(lineAt(text, key.offset)) ?? before(text, start);
}

const BEHIND = /\s#+\s*(\{.*\})\s*$/;
const ALONE = /^\s*#+\s*(\{.*\})\s*$/;

function behind(line: string): JsonObject | undefined {
  return parse(BEHIND.exec(line)?.[1]);
}

/** Two lines of comment are no JSON object. */
function before(text: string, start: number): JsonObject | undefined {
  if (start < 1) return undefined;
  const previous = text.lastIndexOf('\n', start - 2) + 1;
  const line = text.slice(previous, start - 1);
  const above = text.slice(text.lastIndexOf('\n', previous - 2) + 1, Math.max(0, previous - 1));
  return above.trimStart().startsWith('#') ? undefined : parse(ALONE.exec(line)?.[1]);
}

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(offset, end < 0 ? undefined : end);
}

function parse(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && Object.keys(value).length > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

const sources = new WeakMap<SourceText, boolean>();

/** Nearly no text has such comments. */
function mayHaveSchemas(source: SourceText): boolean {
  if (!source.hasComments) return false;
  let found = sources.get(source);
  if (found === undefined) {
    found = /#\s*\{/.test(source.text);
    sources.set(source, found);
  }
  return found;
}
