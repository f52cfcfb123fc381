import { Node } from '../../src/kustomize/node.ts';
import { isJsonObject, type JsonValue } from '../../src/model/json.ts';

/** A node that stands for the value, as a file without anchors or flow collections has it. */
export function nodeOfJson(value: JsonValue, nullText: 'null' | '' = 'null'): Node {
  if (value === null) return Node.scalar(nullText, undefined, '!!null');
  if (typeof value === 'string') return Node.scalar(value, undefined, '!!str');
  if (typeof value === 'boolean') return Node.scalar(String(value), undefined, '!!bool');
  if (typeof value !== 'object') return Node.scalar(String(value), undefined, '!!int');
  if (!isJsonObject(value)) {
    return Node.sequence(
      value.map((item) => nodeOfJson(item, nullText)),
      undefined,
    );
  }
  const mapping = Node.mapping(undefined);
  for (const [key, field] of Object.entries(value)) {
    mapping.content.push(Node.scalar(key, undefined, '!!str'), nodeOfJson(field ?? null, nullText));
  }
  return mapping;
}
