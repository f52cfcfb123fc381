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

  /** The tag of the key of a number. */
  keyTag(number: number): Tag {
    const known = this.#keyTags[number];
    if (known !== undefined) return known;
    const tag = this.plainTag(this.tape.keys[number] ?? '');
    this.#keyTags[number] = tag;
    return tag;
  }

  /** The text of a scalar of that kind that stands there. */
  scalarText(kind: number, start: number, extent: number): string {
    const { text } = this.source;
    switch (kind) {
      case TapeKind.key:
        return this.tape.keys[extent] ?? '';
      case TapeKind.plain:
        return text.slice(start, extent);
      case TapeKind.literal:
        return `${literalText(text, start, extent)}\n`;
      case TapeKind.literalStripped:
        return literalText(text, start, extent);
      case TapeKind.empty:
        return '';
      default:
        return text.slice(start + 1, extent);
    }
  }

  /** The tag of a scalar of that kind, extent and text. */
  tagOf(kind: number, extent: number, text: string): Tag {
    if (kind === TapeKind.key) return this.keyTag(extent);
    if (kind === TapeKind.plain) return this.plainTag(text);
    return kind === TapeKind.empty ? '!!null' : '!!str';
  }

  /** The tag of plain text without one. */
  plainTag(text: string): Tag {
    if (isSurelyText(text)) return '!!str';
    const first = text.charCodeAt(0);
    if (first > ZERO && first <= NINE && text.length === 1) return '!!int';
    return resolvePlain(text, this.#rules).tag;
  }
}

const STYLES: Readonly<Record<number, ScalarStyle>> = {
  [TapeKind.single]: 'single',
  [TapeKind.double]: 'double',
  [TapeKind.literal]: 'literal',
  [TapeKind.literalStripped]: 'literal',
};

/** How a scalar of that kind is written. */
export function styleOfKind(kind: number): ScalarStyle {
  return STYLES[kind] ?? 'plain';
}
