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
 * was set later under an older key stands where it was written itself.
 */
function pairPosition(key: Node, value: Node): Position | undefined {
  return isWrittenTogether(key, value) ? positionOf(key) : (positionOf(value) ?? positionOf(key));
}

/** White space, comments, anchors, tags and the header of a block. */
const BETWEEN = /^["']?\s*:(?:\s|#.*\n|[&!]\S*\s|[|>][-+0-9]*\s)*$/;
/** Nobody writes more between a key and its value. */
const FAR = 4_096;

function isWrittenTogether(key: Node, value: Node): boolean {
  const { origin } = value;
  if (origin === undefined) return true;
  if (key.origin?.source.isSameText(origin.source) !== true) return false;
  const { offset } = key.origin;
  if (offset === origin.offset) return true;
  if (offset > origin.offset || origin.offset - offset > key.text.length + FAR) return false;
  const { text } = origin.source;
  const start = /["']/.test(text.charAt(offset)) ? offset + 1 : offset;
  if (!text.startsWith(key.text, start)) return false;
  return BETWEEN.test(text.slice(start + key.text.length, origin.offset));
}
