import type { LocatedNode } from './located-node.ts';
import type { WriteStyle } from './write-value.ts';

/** The offset of the first character of the line that a character is in. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset after the line that a character is in, its line break included. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Characters between the start of the line and a character of it; from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Whether nothing but white space stands before a character in its line. */
export function startsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === '';
}

/** The dash of an item of a block sequence. */
export function dashOf(text: string, item: LocatedNode): number {
  return text.lastIndexOf('-', item.start - 1);
}

/** After the last line of a value: block scalars end there already. */
export function endOfLines(text: string, node: LocatedNode): number {
  const endsLine = node.end > 0 && text[node.end - 1] === '\n' && isBlockEnd(node);
  return endsLine ? node.end : lineEnd(text, node.end);
}

function isBlockEnd(node: LocatedNode): boolean {
  switch (node.kind) {
    case 'scalar':
      return node.style === 'literal' || node.style === 'folded';
    case 'sequence': {
      const last = node.items.at(-1);
      return !node.isFlow && last !== undefined && isBlockEnd(last);
    }
    case 'mapping': {
      const last = node.entries.at(-1);
      return !node.isFlow && last !== undefined && isBlockEnd(last.value);
    }
    case 'alias':
      return false;
  }
}

/** How a file lays out lists: as the first list under a key does. */
export function writeStyleOf(text: string, roots: readonly LocatedNode[]): WriteStyle {
  for (const root of roots) {
    const found = listIndentIn(text, root);
    if (found !== undefined) return { listIndent: found };
  }
  return { listIndent: 0 };
}

function listIndentIn(text: string, node: LocatedNode): number | undefined {
  if (node.kind === 'sequence') {
    return node.items.map((item) => listIndentIn(text, item)).find((found) => found !== undefined);
  }
  if (node.kind !== 'mapping' || node.isFlow) return undefined;
  for (const { key, value } of node.entries) {
    if (value.kind === 'sequence' && !value.isFlow) {
      return columnOf(text, value.start) - columnOf(text, key.start);
    }
    const found = listIndentIn(text, value);
    if (found !== undefined) return found;
  }
  return undefined;
}
