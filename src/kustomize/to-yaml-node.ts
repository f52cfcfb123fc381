import type { Problem } from '../model/errors.ts';
import { isJsonObject } from '../model/json.ts';
import type { MappingEntry, ScalarNode, YamlNode } from '../model/yaml/node.ts';
import { numberText } from './emit/number-text.ts';
import { Node } from './node.ts';
import { scalarValue } from './node-to-json.ts';

/** A built object as a document again, for objects that configure transformers. */
export function toYamlNode(node: Node, problems: Problem[]): YamlNode {
  const { origin } = node;
  const isFlow = node.style === 'flow';
  if (node.kind === 'scalar') return toScalar(node, problems);
  if (node.kind === 'sequence') {
    const items = node.content.map((item) => toYamlNode(item, problems));
    return { kind: 'sequence', items, isFlow, origin };
  }
  const entries: MappingEntry[] = [];
  for (const [key, value] of node.entries()) {
    const name = new Node('scalar', '!!str', key.text, 'plain', [], key.origin);
    entries.push({ key: toScalar(name, problems), value: toYamlNode(value, problems) });
  }
  return { kind: 'mapping', entries, isFlow, origin };
}

function toScalar(node: Node, problems: Problem[]): ScalarNode {
  const { origin } = node;
  const style = node.style === 'flow' ? 'plain' : node.style;
  const value = scalarValue(node, problems);
  if (typeof value === 'string')
    return { kind: 'scalar', tag: '!!str', text: value, style, origin };
  if (value === null || isJsonObject(value)) {
    return { kind: 'scalar', tag: '!!null', text: 'null', style: 'plain', origin };
  }
  if (typeof value === 'boolean') {
    return { kind: 'scalar', tag: '!!bool', text: String(value), style: 'plain', origin };
  }
  const text = typeof value === 'object' ? '' : numberText(value);
  const tag = /^-?[0-9]+$/.test(text) ? '!!int' : '!!float';
  return { kind: 'scalar', tag, text, style: 'plain', origin };
}
