import type { FieldPath, Provenance } from '../model/manifest.ts';
import type { Position } from '../model/position.ts';
import type { Node } from './node.ts';

/** Where an object and its fields were written: in files, or by fields of kustomizations. */
export function nodeProvenance(root: Node): Provenance {
  return {
    object: positionOf(root),
    field: (path) => fieldPosition(root, path),
  };
}

function positionOf(node: Node): Position | undefined {
  return node.origin?.source.position(node.origin.offset);
}

function fieldPosition(root: Node, path: FieldPath): Position | undefined {
  let node = root;
  let position = positionOf(root);
  for (const step of path) {
    if (node.kind === 'sequence') {
      const item = typeof step === 'number' ? node.content[step] : undefined;
      if (item === undefined) return position;
      position = positionOf(item) ?? position;
      node = item;
      continue;
    }
    const index = node.kind === 'mapping' ? node.indexOf(String(step)) : -1;
    const key = node.content[index];
    const value = node.content[index + 1];
    if (index < 0 || key === undefined || value === undefined) return position;
    position = pairPosition(key, value) ?? position;
    node = value;
  }
  return position;
}

/**
 * A pair that was written together stands where its key stands. A value that
 * a later file set under an older key stands where that file set it.
 */
function pairPosition(key: Node, value: Node): Position | undefined {
  const together =
    key.origin !== undefined &&
    (value.origin === undefined ||
      (key.origin.source.isSameText(value.origin.source) &&
        key.origin.offset <= value.origin.offset));
  return together ? positionOf(key) : positionOf(value);
}
