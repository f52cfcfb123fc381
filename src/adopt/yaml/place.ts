import type { FieldPath } from '../../model/manifest.ts';
import type { Position } from '../../model/position.ts';
import { lineStart } from './line-layout.ts';
import type { LocatedEntry, LocatedMapping, LocatedNode, LocatedSequence } from './located-node.ts';
import { readLocated, readWithin } from './read-located.ts';

/** A value of a file, and the way to it. */
export interface Place {
  /** The document it is in: of the file, or of a literal block in it. */
  readonly root: LocatedNode;
  /** The steps from that document. */
  readonly path: FieldPath;
  readonly node: LocatedNode;
  readonly parent: PlaceParent | undefined;
  /** The literal block that the document stands in, for documents inside of others. */
  readonly inside: Place | undefined;
}

export type PlaceParent =
  | { readonly kind: 'mapping'; readonly mapping: LocatedMapping; readonly entry: LocatedEntry }
  | { readonly kind: 'sequence'; readonly sequence: LocatedSequence };

/**
 * The values that begin at a position, the outer ones first. A field begins
 * where its key does, and its value begins where it does.
 */
export function placesAt(text: string, { line, column }: Position): readonly Place[] {
  const offset = offsetOf(text, line, column);
  return offset === undefined
    ? []
    : readLocated(text).flatMap((root) => placesIn(text, root, offset));
}

function offsetOf(text: string, line: number, column: number): number | undefined {
  let start = 0;
  for (let count = 1; count < line; count++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return undefined;
  }
  return start + column - 1;
}

function placesIn(text: string, root: LocatedNode, offset: number, inside?: Place): Place[] {
  const found: Place[] = [];
  visit({ root, path: [], node: root, parent: undefined, inside });
  return found;

  function visit(place: Place): void {
    const { node, path } = place;
    if (place.parent?.kind === 'mapping' && place.parent.entry.key.start === offset) {
      found.push(place);
    } else if (node.start === offset) found.push(place);
    // A block is named by where its content begins, and so may be what stands in it.
    else if (node.kind === 'scalar' && isBlockAt(text, node, offset)) found.push(place);
    for (const child of childrenOf(place))
      visit({ ...child, root, path: [...path, ...child.path], inside });
    const isOuter = inside === undefined && node.kind === 'scalar' && node.style === 'literal';
    if (isOuter && node.contentStart <= offset && offset < node.end) {
      for (const document of readWithin(text, node.contentStart, node.end)) {
        found.push(...placesIn(text, document, offset, place));
      }
    }
  }
}

function isBlockAt(
  text: string,
  { contentStart, style }: LocatedNode & { kind: 'scalar' },
  offset: number,
) {
  if (style !== 'literal' && style !== 'folded') return false;
  return lineStart(text, offset) === contentStart && text.slice(contentStart, offset).trim() === '';
}

type Child = Pick<Place, 'path' | 'node' | 'parent'>;

/** The values right below a place. */
export function childrenOf({ node }: Pick<Place, 'node'>): readonly Child[] {
  if (node.kind === 'mapping') {
    return node.entries.map((entry) => ({
      path: [entry.key.text],
      node: entry.value,
      parent: { kind: 'mapping', mapping: node, entry },
    }));
  }
  if (node.kind !== 'sequence') return [];
  return node.items.map((item, index) => ({
    path: [index],
    node: item,
    parent: { kind: 'sequence', sequence: node },
  }));
}

/** A place of a document, by steps from its root; `undefined` where there is nothing. */
export function placeAt(root: LocatedNode, path: FieldPath, inside?: Place): Place | undefined {
  let place: Place = { root, path: [], node: root, parent: undefined, inside };
  for (const step of path) {
    const child = childrenOf(place).findLast((one) => one.path[0] === step);
    if (child === undefined) return undefined;
    place = { ...child, root, path: [...place.path, step], inside };
  }
  return place;
}
