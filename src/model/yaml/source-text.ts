import type { Position } from '../position.ts';

/** Where the first character of a text stands, when the text is a part of a larger file. */
export interface TextStart {
  /** The line of the text's first line; from 1. */
  readonly line: number;
  /** The column of every line's first character; from 1. */
  readonly column: number;
  /** The file has the text in other words, with escapes or folded lines: all of it stands at its start. */
  readonly isRewritten?: boolean;
}

const FILE_START: TextStart = { line: 1, column: 1 };

/** The text of a file, or of a block inside a file: turns offsets into positions. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #start: TextStart;
  /** Whether the comments of the text say anything about values that stand in it. */
  readonly hasComments: boolean;
  #lineStarts: number[] | undefined;
  #withoutComments: SourceText | undefined;

  constructor(file: string, text: string, start: TextStart = FILE_START, hasComments = true) {
    this.file = file;
    this.text = text;
    this.#start = start;
    this.hasComments = hasComments;
  }

  /** The same text, and always the same object, as the place of values that were written anew. */
  withoutComments(): SourceText {
    if (!this.hasComments) return this;
    this.#withoutComments ??= new SourceText(this.file, this.text, this.#start, false);
    return this.#withoutComments;
  }

  /** Whether the other is the same text of the same file, with comments or without. */
  isSameText(other: SourceText): boolean {
    return this === other || this.withoutComments() === other.withoutComments();
  }

  /** The same text without white space around it; its positions stay. */
  trimmed(): SourceText {
    const text = this.text.trim();
    const before = this.text.slice(0, this.text.indexOf(text));
    const lines = this.#start.isRewritten === true ? 0 : before.split('\n').length - 1;
    return new SourceText(this.file, text, { ...this.#start, line: this.#start.line + lines });
  }

  /** The position of a character; offsets beyond the end give the end. */
  position(offset: number): Position {
    const { line, column, isRewritten } = this.#start;
    if (isRewritten === true) return { file: this.file, line, column };
    this.#lineStarts ??= findLineStarts(this.text);
    const lineStarts = this.#lineStarts;
    const target = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lineStarts[middle] ?? 0) <= target) low = middle;
      else high = middle - 1;
    }
    return {
      file: this.file,
      line: line + low,
      column: column + target - (lineStarts[low] ?? 0),
    };
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
