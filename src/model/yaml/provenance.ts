import type { FieldPath, Provenance } from '../manifest.ts';
import type { Position } from '../position.ts';
import { entryOf, type MappingEntry, positionOf, type YamlNode } from './node.ts';

/** The provenance that the nodes of a YAML document carry. */
export function provenanceOf(root: YamlNode): Provenance {
  return {
    object: positionOf(root),
    field: (path) => fieldPosition(root, path),
  };
}

function fieldPosition(root: YamlNode, path: FieldPath): Position | undefined {
  let node = root;
  let position = positionOf(root);
  for (const step of path) {
    const child = childOf(node, step);
    if (child === undefined) return position;
    position = child.position ?? position;
    node = child.node;
  }
  return position;
}

function childOf(
  node: YamlNode,
  step: string | number,
): { node: YamlNode; position: Position | undefined } | undefined {
  if (node.kind === 'sequence') {
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? undefined : { node: item, position: positionOf(item) };
  }
  if (node.kind !== 'mapping') return undefined;
  const entry = entryOf(node, String(step));
  return entry === undefined ? undefined : { node: entry.value, position: entryPosition(entry) };
}

/**
 * A pair that was written together stands where its key stands. A value that
 * a later file set under an older key stands where that file set it.
 */
function entryPosition({ key, value }: MappingEntry): Position | undefined {
  const together =
    key.origin !== undefined &&
    (value.origin === undefined ||
      (key.origin.source === value.origin.source && key.origin.offset <= value.origin.offset));
  return together ? positionOf(key) : positionOf(value);
}
