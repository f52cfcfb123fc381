/** What a node of a tape is, and what its extent is: a number, the end in the text, or a size. */
export const TapeKind = {
  /** A key; its text is the tape's key of that number. */
  key: 0,
  /** A scalar on one line: its text is what stands between the two places. */
  plain: 1,
  single: 2,
  double: 3,
  /** A literal block: its lines stand between the two places. */
  literal: 4,
  /** A literal block whose text has no line break at its end. */
  literalStripped: 5,
  /** A scalar without text. */
  empty: 6,
  /** So many keys, each followed by its value. */
  mapping: 7,
  /** So many items. */
  sequence: 8,
} as const;

/** Numbers that a node takes: the next one, which is the first inside it or the one behind, starts so much later. */
export const TAPE_WIDTH = 3;
/** Numbers of a tape before it has to grow. */
const MOST_GUESSED = 16_384;

/**
 * The nodes of the documents of a text, each before what is inside it: numbers
 * that point into the text. It is made in a fraction of the time that objects
 * take, and kept in a fraction of their memory.
 */
export class BlockTape {
  /** The different texts of keys. */
  readonly keys: string[] = [];
  #numbers: Int32Array;
  #length = 0;

  /** `characters` of the text, for a first guess at how much there will be. */
  constructor(characters: number) {
    // Long texts may have few nodes, and the tape is kept as it is.
    this.#numbers = new Int32Array(Math.min(Math.max(64, characters >> 1), MOST_GUESSED));
  }

  /** Where the next node will stand. */
  get length(): number {
    return this.#length;
  }

  /** Adds a node; gives where it stands. */
  add(kind: number, start: number, extent: number): number {
    const at = this.#length;
    if (at + TAPE_WIDTH > this.#numbers.length) this.#grow();
    this.#numbers[at] = kind;
    this.#numbers[at + 1] = start;
    this.#numbers[at + 2] = extent;
    this.#length = at + TAPE_WIDTH;
    return at;
  }

  #grow(): void {
    const larger = new Int32Array(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }

  setExtent(at: number, extent: number): void {
    this.#numbers[at + 2] = extent;
  }

  /** Takes back what was added from there on. */
  cut(length: number): void {
    this.#length = length;
  }

  /** For each node its kind, where it stands in the text, and its extent: what its kind tells. */
  get numbers(): Int32Array {
    return this.#numbers;
  }
}
