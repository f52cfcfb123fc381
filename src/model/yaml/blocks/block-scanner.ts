import type { YamlLimits } from '../limits.ts';
import { BlockTape, TapeKind } from './block-tape.ts';
import {
  BACKSLASH,
  BAR,
  BREAK,
  COLON,
  DASH,
  DOT,
  DOUBLE_QUOTE,
  HASH,
  isIndicator,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
  skipSpaces,
} from './characters.ts';
import { findLiteral } from './literal.ts';

/** Deeper nesting is left to the parser, which has a limit of its own. */
const DEEPEST = 64;
/** A mapping of up to so many keys is searched for a key; a larger one has an index. */
const FEW_KEYS = 12;
/** Keys that YAML allows to be longer are left to the parser. */
const LONGEST_KEY = 512;

/**
 * Reads documents of the kind nearly all are: block mappings and sequences of
 * scalars on one line, and literal blocks. It finds what the parser and the
 * composer find, many times faster, or gives up: at everything else, and at
 * everything that is wrong, so that only one place reports.
 */
export class BlockScanner {
  readonly tape: BlockTape;
  /** How many nodes the last document has. */
  nodes = 0;
  readonly #text: string;
  readonly #limits: YamlLimits;
  readonly #keyNumbers = new Map<string, number>();
  #end = 0;
  /** The first character of a line that is not a space. */
  #at = 0;
  /** The column of `#at`; -1 at the end. */
  #indent = 0;
  #depth = 0;
  /** Where the last node stands: nodes without text stand there, too. */
  #last = 0;

  constructor(text: string, limits: YamlLimits) {
    this.tape = new BlockTape(text.length);
    this.#text = text;
    this.#limits = limits;
  }

  /** Where the tape has the document between two places; `undefined` where it takes a parser to tell. */
  scan(start: number, end: number): number | undefined {
    const root = this.tape.length;
    this.nodes = 0;
    this.#depth = 0;
    this.#end = end;
    if (this.#document(start) && this.nodes <= this.#limits.values) return root;
    this.tape.cut(root);
    return undefined;
  }

  #document(start: number): boolean {
    const isMarked = this.#text.startsWith('---\n', start);
    if (!this.#line(isMarked ? start + 4 : start) || this.#indent < 0) return false;
    return this.#block(this.#indent) && this.#indent === -1;
  }

  #add(kind: number, start: number, extent: number): number {
    this.nodes++;
    this.#last = start;
    return this.tape.add(kind, start, extent);
  }

  /** Goes to the next line that has something; false where it is a mark of a document. */
  #line(from: number): boolean {
    const text = this.#text;
    let start = from;
    for (;;) {
      const at = skipSpaces(text, start);
      this.#indent = -1;
      if (at >= this.#end) return true;
      const code = text.charCodeAt(at);
      if (code !== BREAK && code !== HASH) {
        this.#at = at;
        this.#indent = at - start;
        return at > start || !this.#isMark(at, code);
      }
      const next = code === BREAK ? at : text.indexOf('\n', at);
      if (next < 0) return true;
      start = next + 1;
    }
  }

  #isMark(at: number, code: number): boolean {
    return (
      (code === DASH && this.#text.startsWith('---', at)) ||
      (code === DOT && this.#text.startsWith('...', at))
    );
  }

  #block(indent: number): boolean {
    if (++this.#depth > DEEPEST) return false;
    const isRead = this.#isItem() ? this.#sequence(indent) : this.#mapping(indent);
    this.#depth--;
    return isRead && this.#indent <= indent;
  }

  #isItem(): boolean {
    if (this.#text.charCodeAt(this.#at) !== DASH) return false;
    const next = this.#text.charCodeAt(this.#at + 1);
    return next === SPACE || next === BREAK || this.#at + 1 >= this.#end;
  }

  #sequence(indent: number): boolean {
    const text = this.#text;
    const node = this.#add(TapeKind.sequence, this.#at, 0);
    let items = 0;
    while (this.#indent === indent && this.#isItem()) {
      const at = skipSpaces(text, this.#at + 1);
      // What an item without text on its line stands for, the parser knows.
      if (at >= this.#end || text.charCodeAt(at) === BREAK) return false;
      if (!this.#item(at, indent)) return false;
      items++;
    }
    this.tape.setExtent(node, items);
    return true;
  }

  #item(at: number, indent: number): boolean {
    const code = this.#text.charCodeAt(at);
    const isQuoted = code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
    if (isQuoted || code === BAR || this.#keyEnd(at) < 0) return this.#scalar(at, indent);
    this.#indent += at - this.#at;
    this.#at = at;
    return this.#block(this.#indent);
  }

  #mapping(indent: number): boolean {
    const text = this.#text;
    const node = this.#add(TapeKind.mapping, this.#at, 0);
    const keys: number[] = [];
    let index: Set<number> | undefined;
    while (this.#indent === indent && !this.#isItem()) {
      const start = this.#at;
      const end = this.#keyEnd(start);
      if (end < 0 || end - start > LONGEST_KEY) return false;
      const key = this.#keyNumber(text.slice(start, end));
      if (keys.length >= FEW_KEYS) index ??= new Set(keys);
      if (index === undefined ? keys.includes(key) : index.has(key)) return false;
      index?.add(key);
      keys.push(key);
      if (keys.length > this.#limits.keys || this.nodes > this.#limits.values) return false;
      this.#add(TapeKind.key, start, key);
      if (this.tape.keys[key] === '<<' || !this.#value(end + 1, indent)) return false;
    }
    this.tape.setExtent(node, keys.length);
    return true;
  }

  #keyNumber(text: string): number {
    const known = this.#keyNumbers.get(text);
    if (known !== undefined) return known;
    const number = this.tape.keys.push(internalized(text)) - 1;
    this.#keyNumbers.set(text, number);
    return number;
  }

  /** Where the colon after a plain key stands; -1 where there is no such key. */
  #keyEnd(start: number): number {
    const text = this.#text;
    if (!this.#mayStart(start)) return -1;
    for (let at = start; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      if (code === BREAK || code === HASH) return -1;
      if (code === COLON && this.#isEnd(at + 1)) {
        return at > start && text.charCodeAt(at - 1) !== SPACE ? at : -1;
      }
    }
    return -1;
  }

  /** Whether text without quotes may start there. */
  #mayStart(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (isIndicator(code)) return false;
    return !((code === QUESTION || code === DASH || code === COLON) && this.#isEnd(at + 1));
  }

  /** Whether there is a space, or the end of a line. */
  #isEnd(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === SPACE || code === BREAK || at >= this.#end;
  }

  /** What follows a colon. */
  #value(from: number, indent: number): boolean {
    const text = this.#text;
    const at = skipSpaces(text, from);
    if (at < this.#end && text.charCodeAt(at) !== BREAK) return this.#scalar(at, indent);
    if (!this.#line(at)) return false;
    if (this.#indent > indent || (this.#indent === indent && this.#isItem())) {
      return this.#block(this.#indent);
    }
    this.#add(TapeKind.empty, this.#last, 0);
    return true;
  }

  #scalar(start: number, indent: number): boolean {
    const code = this.#text.charCodeAt(start);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.#quoted(start, indent, code);
    return code === BAR ? this.#literal(start, indent) : this.#plain(start, indent);
  }

  #plain(start: number, indent: number): boolean {
    const text = this.#text;
    if (!this.#mayStart(start)) return false;
    let end = start;
    // Behind the last character that is no space.
    let stop = start;
    let before = SPACE;
    for (; end < this.#end; end++) {
      const code = text.charCodeAt(end);
      if (code === BREAK) break;
      if (code === SPACE) {
        if (before === COLON) return false;
      } else {
        if (code === HASH && before === SPACE) return false;
        stop = end + 1;
      }
      before = code;
    }
    if (before === COLON) return false;
    this.#add(TapeKind.plain, start, stop);
    return this.#after(end, indent);
  }

  #quoted(start: number, indent: number, quote: number): boolean {
    const text = this.#text;
    let end = start + 1;
    for (; end < this.#end; end++) {
      const code = text.charCodeAt(end);
      if (code === quote) break;
      // Escapes and lines that continue.
      if (code === BREAK || code === BACKSLASH) return false;
    }
    if (end >= this.#end) return false;
    const next = skipSpaces(text, end + 1);
    if (next < this.#end && text.charCodeAt(next) !== BREAK) return false;
    this.#add(quote === DOUBLE_QUOTE ? TapeKind.double : TapeKind.single, start, end);
    return this.#after(next, indent);
  }

  #literal(start: number, indent: number): boolean {
    const found = findLiteral(this.#text, start, this.#end, indent);
    if (found === undefined) return false;
    const kind = found.isStripped ? TapeKind.literalStripped : TapeKind.literal;
    this.#add(kind, found.start, found.end);
    return this.#after(found.after - 1, indent);
  }

  /** Goes to the line after a scalar; false where that continues it. */
  #after(end: number, indent: number): boolean {
    return this.#line(end + 1) && this.#indent <= indent;
  }
}

/** The text as V8 keeps names of properties: comparing two of them is comparing two addresses. */
function internalized(text: string): string {
  for (const name in { [text]: undefined }) return name;
  return text;
}
