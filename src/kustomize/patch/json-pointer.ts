import { BuildError } from '../build-error.ts';
import type { Node } from '../node.ts';

/** The keys of a JSON pointer such as `/spec/template/metadata/annotations/a~1b`. */
export function parsePointer(pointer: Node): string[] {
  const { text } = pointer;
  if (text === '') return [];
  return text
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The collection that holds the last key of a pointer, or `undefined` where there is none. */
export function findParent(root: Node, keys: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const key of keys.slice(0, -1)) {
    node = node === undefined ? undefined : childOf(node, key);
    if (node === undefined || node.isNull) return undefined;
  }
  return node?.kind === 'scalar' ? undefined : node;
}

/** The value of a key or index. */
export function childOf(node: Node, key: string): Node | undefined {
  if (node.kind === 'mapping') return node.get(key);
  if (node.kind !== 'sequence') return undefined;
  const index = indexOf(node, key, node.content.length - 1);
  return index === undefined ? undefined : node.content[index];
}

const INDEX = /^[-+]?[0-9]+$/;

/** An index up to `last`; negative ones count from the end. `undefined` where it is out of range. */
export function indexOf(list: Node, key: string, last: number): number | undefined {
  if (!INDEX.test(key)) return undefined;
  const index = Number(key);
  if (index >= 0) return index <= last ? index : undefined;
  return index >= -list.content.length ? index + list.content.length : undefined;
}

export function pathError(pointer: Node, what: string, advice: string): BuildError {
  return new BuildError({ code: 'PATCH_PATH', origin: pointer.origin, what, advice });
}
