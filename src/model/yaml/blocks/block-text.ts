import type { ScalarStyle, Tag } from '../node.ts';
import { isSurelyText, resolvePlain, type ScalarRules } from '../scalar-rules.ts';
import type { SourceText } from '../source-text.ts';
import { type BlockTape, TapeKind } from './block-tape.ts';
import { literalText } from './literal.ts';

const [ZERO, NINE] = [0x30, 0x39];

/** A text, its tape, and what the nodes of the tape say. */
export class BlockText {
  readonly source: SourceText;
  readonly tape: BlockTape;
  readonly #rules: ScalarRules;
  readonly #keyTags: Tag[] = [];

  constructor(source: SourceText, tape: BlockTape, rules: ScalarRules) {
    this.source = source;
    this.tape = tape;
    this.#rules = rules;
  }

  keyText(at: number): string {
    return this.tape.keys[this.tape.extentAt(at)] ?? '';
  }

  keyTag(at: number): Tag {
    const number = this.tape.extentAt(at);
    const known = this.#keyTags[number];
    if (known !== undefined) return known;
    const tag = this.#tagOf(this.keyText(at));
    this.#keyTags[number] = tag;
    return tag;
  }

  scalarText(at: number): string {
    const { text } = this.source;
    const start = this.tape.startAt(at);
    const end = this.tape.extentAt(at);
    switch (this.tape.kindAt(at)) {
      case TapeKind.plain:
        return text.slice(start, end);
      case TapeKind.literal:
        return `${literalText(text, start, end)}\n`;
      case TapeKind.literalStripped:
        return literalText(text, start, end);
      case TapeKind.empty:
        return '';
      default:
        return text.slice(start + 1, end);
    }
  }

  scalarTag(at: number, text: string): Tag {
    const kind = this.tape.kindAt(at);
    if (kind === TapeKind.plain) return this.#tagOf(text);
    return kind === TapeKind.empty ? '!!null' : '!!str';
  }

  styleOf(at: number): ScalarStyle {
    switch (this.tape.kindAt(at)) {
      case TapeKind.single:
        return 'single';
      case TapeKind.double:
        return 'double';
      case TapeKind.literal:
      case TapeKind.literalStripped:
        return 'literal';
      default:
        return 'plain';
    }
  }

  #tagOf(text: string): Tag {
    if (isSurelyText(text)) return '!!str';
    const first = text.charCodeAt(0);
    if (first > ZERO && first <= NINE && text.length === 1) return '!!int';
    return resolvePlain(text, this.#rules).tag;
  }
}
