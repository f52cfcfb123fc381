import type { BuildLimits } from '../limits.ts';
import type { LoadedFile } from './loaded.ts';

/** How much the files of a build are, together: all of them are in memory at once. Each counts once. */
export class LoadedSize {
  readonly #limits: BuildLimits;
  readonly #weighed = new Set<string>();
  readonly #parsed = new Set<string>();
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
    for (const byte of bytes) {
      if (byte === LINE_BREAK || byte === COMMA) this.#pieces++;
    }
  }

  /** To be called when it has been parsed. */
  addValues({ path }: Pick<LoadedFile, 'path'>, values: number): void {
    if (this.#parsed.has(path)) return;
    this.#parsed.add(path);
    this.#values += values;
  }
}

const [LINE_BREAK, COMMA] = [0x0a, 0x2c];
