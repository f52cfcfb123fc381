import { isBreak, isPrintable } from './scalar-style.ts';

/** Texts that are put together of more take much memory until they are done. */
const FEW_TOKENS = 4_096;

/** A line break and the spaces behind it, by their number. */
const LINE_STARTS = Array.from({ length: 64 }, (_, indent) => `\n${' '.repeat(indent)}`);

/** What libyaml's emitter knows of the place it writes at, and how it writes scalars there. */
export class TextWriter {
  /** Put together of tokens, which what is written goes to first. */
  readonly #pieces: string[] = [];
  #tokens: string[] = [];
  /** In characters, from 0. */
  column = 0;
  /** Whether the last character already separates. */
  whitespace = true;
  /** Whether the line holds nothing but indentation. */
  indention = true;
  readonly #width: number;

  /** Lines are folded at spaces beyond `width`. */
  constructor(width: number) {
    this.#width = width;
  }

  /** Everything that was written. */
  get text(): string {
    this.#flush();
    return this.#pieces.join('');
  }

  put(text: string): void {
    this.#append(text);
    this.column += text.length;
  }

  break(character: string): void {
    this.#append(character);
    this.column = 0;
  }

  #append(text: string): void {
    if (this.#tokens.push(text) >= FEW_TOKENS) this.#flush();
  }

  /** Joined, the tokens are one flat text. */
  #flush(): void {
    this.#pieces.push(this.#tokens.join(''));
    this.#tokens = [];
  }

  /** Goes to a line of its own, and to that column. */
  indent(indent: number): void {
    const { column } = this;
    if (!this.indention || column > indent || (column === indent && !this.whitespace)) {
      this.#append(LINE_STARTS[indent] ?? `\n${' '.repeat(indent)}`);
      this.column = indent;
    } else if (column < indent) {
      this.put(' '.repeat(indent - column));
    }
    this.whitespace = true;
    this.indention = true;
  }

  /** A line of its own, at the start of one. */
  separator(text: string): void {
    this.#append(`${text}\n`);
  }

  indicator(text: string, needsWhitespace: boolean, isIndention: boolean): void {
    if (needsWhitespace && !this.whitespace) this.put(' ');
    this.put(text);
    this.whitespace = false;
    this.indention = this.indention && isIndention;
  }

  /** Text without anything that needs care. */
  word(text: string): void {
    if (!this.whitespace) this.put(' ');
    this.put(text);
    this.whitespace = false;
    this.indention = false;
  }

  /** Whether a text stays on the line it starts on. */
  fits(text: string): boolean {
    return this.column + text.length < this.#width || !text.includes(' ');
  }

  /** A literal block of printable lines, none of which ends with a space. */
  lines(text: string, indent: number): void {
    this.indicator('|', true, false);
    this.indicator(blockHints(text), false, false);
    this.whitespace = true;
    let start = 0;
    for (;;) {
      this.break('\n');
      this.indention = true;
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      if (end > start) {
        this.indent(indent);
        this.put(text.slice(start, end));
        this.indention = false;
      }
      if (found < 0) return;
      start = end + 1;
    }
  }

  plain(characters: readonly string[], indent: number, mayFold: boolean): void {
    if (!this.whitespace) this.put(' ');
    this.#foldable(characters, indent, (at) => mayFold && characters[at + 1] !== ' ', '');
    this.whitespace = false;
    this.indention = false;
  }

  singleQuoted(characters: readonly string[], indent: number, mayFold: boolean): void {
    this.indicator("'", true, false);
    const isInside = (at: number) =>
      mayFold && at > 0 && at < characters.length - 1 && characters[at + 1] !== ' ';
    this.#foldable(characters, indent, isInside, "'");
    this.indicator("'", false, false);
  }

  #foldable(
    characters: readonly string[],
    indent: number,
    mayFoldAt: (at: number) => boolean,
    quote: string,
  ): void {
    let spaces = false;
    let breaks = false;
    characters.forEach((character, at) => {
      if (character === ' ') {
        if (!spaces && this.column > this.#width && mayFoldAt(at)) this.indent(indent);
        else this.put(' ');
        spaces = true;
      } else if (isBreak(character)) {
        if (!breaks && character === '\n') this.break('\n');
        this.break(character);
        this.indention = true;
        breaks = true;
      } else {
        if (breaks) this.indent(indent);
        this.put(character === quote ? quote + quote : character);
        this.indention = false;
        spaces = false;
        breaks = false;
      }
    });
  }

  doubleQuoted(characters: readonly string[], indent: number, mayFold: boolean): void {
    this.indicator('"', true, false);
    // libyaml looks for a byte order mark at the start, wherever it is.
    const escapeAll = characters[0] === '\ufeff';
    let spaces = false;
    characters.forEach((character, at) => {
      if (escapeAll || needsEscape(character)) {
        this.put(escapeSequence(character));
        spaces = false;
      } else if (character === ' ') {
        const inside = at > 0 && at < characters.length - 1;
        if (mayFold && !spaces && this.column > this.#width && inside) {
          this.indent(indent);
          if (characters[at + 1] === ' ') this.put('\\');
        } else {
          this.put(' ');
        }
        spaces = true;
      } else {
        this.put(character);
        spaces = false;
      }
    });
    this.indicator('"', false, false);
  }

  literal(characters: readonly string[], indent: number): void {
    this.indicator('|', true, false);
    this.indicator(blockHints(characters), false, false);
    this.break('\n');
    this.indention = true;
    this.whitespace = true;
    let breaks = true;
    for (const character of characters) {
      if (isBreak(character)) {
        this.break(character);
        this.indention = true;
        breaks = true;
      } else {
        if (breaks) this.indent(indent);
        this.put(character);
        this.indention = false;
        breaks = false;
      }
    }
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function needsEscape(character: string): boolean {
  return character === '"' || character === '\\' || isBreak(character) || !isPrintable(character);
}

function escapeSequence(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${digits.padStart(4, '0')}`;
  return `\\U${digits.padStart(8, '0')}`;
}

/** The indentation and chomping marks after `|`. */
function blockHints(characters: ArrayLike<string>): string {
  const first = characters[0] ?? '';
  const last = characters[characters.length - 1] ?? '';
  const beforeLast = characters[characters.length - 2];
  const indentation = first === ' ' || isBreak(first) ? '2' : '';
  if (!isBreak(last)) return `${indentation}-`;
  if (beforeLast === undefined || isBreak(beforeLast)) return `${indentation}+`;
  return indentation;
}
