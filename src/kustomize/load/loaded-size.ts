import type { BuildLimits } from '../limits.ts';
import type { LoadedFile } from './loaded.ts';

/** How much the files of a build are, together: all of them are in memory at once. Each counts once. */
export class LoadedSize {
  readonly #limits: BuildLimits;
  readonly #weighed = new Set<string>();
  readonly #parsed = new Set<string>();
  /** Files that were not looked through: together they are too small to be too much. */
  readonly #small: Uint8Array[] = [];
  #bytes = 0;
  #pieces = 0;
  #values = 0;

  constructor(limits: BuildLimits) {
    this.#limits = limits;
  }

  /** What there is too much of, such as `700000 values`; `undefined` where all is well. */
  get excess(): string | undefined {
    const { pieces, values } = this.#limits;
    if (this.#pieces > pieces) return `${pieces} lines and commas`;
    return this.#values > values ? `${values} values` : undefined;
  }

  /** To be called before a file is parsed, which takes many times its size. */
  addFile({ path, bytes }: Pick<LoadedFile, 'path' | 'bytes'>): void {
    if (this.#weighed.has(path)) return;
    this.#weighed.add(path);
    this.#bytes += bytes.length;
    this.#small.push(bytes);
    if (this.#bytes <= this.#limits.pieces) return;
    for (const each of this.#small.splice(0)) this.#pieces += countPieces(each);
  }

  /** To be called when it has been parsed. */
  addValues({ path }: Pick<LoadedFile, 'path'>, values: number): void {
    if (this.#parsed.has(path)) return;
    this.#parsed.add(path);
    this.#values += values;
  }
}

function countPieces(bytes: Uint8Array): number {
  let pieces = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === LINE_BREAK || byte === COMMA) pieces++;
  }
  return pieces;
}

const [LINE_BREAK, COMMA] = [0x0a, 0x2c];
