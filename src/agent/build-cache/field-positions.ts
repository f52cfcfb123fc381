import type { JsonValue } from '../../model/json.ts';
import type { FieldPath, Manifest, Provenance, Rendered } from '../../model/manifest.ts';
import type { Position } from '../../model/position.ts';

/** The places of an object and all its fields, without the files themselves. */
export interface FieldPositions {
  /** The files that are named, once each. */
  readonly files: readonly string[];
  /**
   * Three numbers a value, the object itself first, then what is in it, depth
   * first: the index of the file (-1: no place is known), line and column.
   */
  readonly places: Int32Array;
}

const NUMBERS = 3;

/** Asks for the place of every field, so that the provenance can be let go with all it holds. */
export function takePositions({ manifest, provenance }: Rendered): FieldPositions {
  const files = new Map<string, number>();
  const places: number[] = [];
  const path: (string | number)[] = [];
  const take = (value: JsonValue | undefined): void => {
    const position = path.length === 0 ? provenance.object : provenance.field(path);
    if (position === undefined) places.push(-1, 0, 0);
    else {
      const file = files.get(position.file) ?? files.size;
      files.set(position.file, file);
      places.push(file, position.line, position.column);
    }
    for (const [step, child] of childrenOf(value)) {
      path.push(step);
      take(child);
      path.pop();
    }
  };
  take(manifest);
  return { files: [...files.keys()], places: Int32Array.from(places) };
}

/** The provenance of an object whose positions were taken. */
export function provenanceFrom(manifest: Manifest, { files, places }: FieldPositions): Provenance {
  const at = (index: number): Position | undefined => {
    const [file = -1, line = 0, column = 0] = places.subarray(index * NUMBERS);
    const name = files[file];
    return name === undefined ? undefined : { file: name, line, column };
  };
  return { object: at(0), field: (path) => at(indexOf(manifest, path)) };
}

/** The index of a field's value, or of the last on the way to it that there is. */
function indexOf(manifest: Manifest, path: FieldPath): number {
  let index = 0;
  let value: JsonValue | undefined = manifest;
  for (const step of path) {
    const children = childrenOf(value);
    const found = children.findIndex(([key]) => key === step || String(key) === step);
    const child = children[found];
    if (child === undefined) return index;
    const before = children.slice(0, found).map(([, sibling]) => count(sibling));
    index += before.reduce((sum, size) => sum + size, 1);
    value = child[1];
  }
  return index;
}

/** A value and everything in it. */
function count(value: JsonValue | undefined): number {
  return childrenOf(value).reduce((sum, [, child]) => sum + count(child), 1);
}

function childrenOf(
  value: JsonValue | undefined,
): readonly (readonly [string | number, JsonValue | undefined])[] {
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => [index, item] as const);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
