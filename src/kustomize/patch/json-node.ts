import type { Problem } from '../../model/errors.ts';
import type { YamlNode } from '../../model/yaml/node.ts';
import { scalarToJson } from '../../model/yaml/to-json.ts';
import { Node } from '../node.ts';

/** A YAML 1.1 document as the JSON it stands for: every scalar means what YAML 1.1 says. */
export function jsonNode(node: YamlNode, problems: Problem[]): Node {
  if (node.kind === 'sequence') {
    return Node.sequence(
      node.items.map((item) => jsonNode(item, problems)),
      node.origin,
    );
  }
  if (node.kind === 'mapping') {
    const copy = Node.mapping(node.origin);
    for (const { key, value } of node.entries) {
      // Of equal keys the last counts.
      copy.remove(key.text);
      const name = new Node('scalar', '!!str', key.text, 'plain', [], key.origin);
      copy.content.push(name, jsonNode(value, problems));
    }
    return copy;
  }
  const value = scalarToJson(node, 'kustomization', problems);
  if (typeof value === 'string')
    return new Node('scalar', '!!str', value, 'plain', [], node.origin);
  if (value === null) return Node.scalar('null', node.origin, '!!null');
  const tag = typeof value === 'boolean' ? '!!bool' : node.tag;
  return Node.scalar(String(value), node.origin, tag);
}
