import type { MappingEntry, Origin, ScalarNode, YamlDocument, YamlNode } from '../node.ts';
import type { SourceText } from '../source-text.ts';
import { TAPE_WIDTH, TapeKind } from './block-tape.ts';
import { type BlockText, styleOfKind } from './block-text.ts';

/** A document on a tape; its nodes are made when they are asked for. */
export class BlockDocument implements YamlDocument {
  readonly source: SourceText;
  readonly offset: number;
  readonly blocks: BlockText;
  /** Where the tape has it. */
  readonly at: number;
  #root: YamlNode | undefined;

  constructor(blocks: BlockText, at: number) {
    this.source = blocks.source;
    this.offset = blocks.tape.numbers[at + 1] ?? 0;
    this.blocks = blocks;
    this.at = at;
  }

  get kind(): YamlNode['kind'] {
    return this.blocks.tape.numbers[this.at] === TapeKind.mapping ? 'mapping' : 'sequence';
  }

  get root(): YamlNode {
    this.#root ??= new Composer(this.blocks, this.at).node();
    return this.#root;
  }
}

class Composer {
  readonly #blocks: BlockText;
  readonly #numbers: Int32Array;
  #at: number;

  constructor(blocks: BlockText, at: number) {
    this.#blocks = blocks;
    this.#numbers = blocks.tape.numbers;
    this.#at = at;
  }

  node(): YamlNode {
    const at = this.#at;
    const kind = this.#numbers[at] ?? 0;
    if (kind < TapeKind.mapping) return this.#scalar();
    const origin = this.#next(at);
    const size = this.#numbers[at + 2] ?? 0;
    if (kind === TapeKind.mapping) {
      return { kind: 'mapping', entries: this.#entries(size), isFlow: false, origin };
    }
    const items: YamlNode[] = [];
    for (let index = 0; index < size; index++) items.push(this.node());
    return { kind: 'sequence', items: items.slice(), isFlow: false, origin };
  }

  #entries(size: number): MappingEntry[] {
    const entries: MappingEntry[] = [];
    for (let index = 0; index < size; index++) {
      const key = this.#scalar();
      entries.push({ key, value: this.node() });
    }
    // A copy has no room to grow, which its many small originals would keep.
    return entries.slice();
  }

  #scalar(): ScalarNode {
    const at = this.#at;
    const kind = this.#numbers[at] ?? 0;
    const extent = this.#numbers[at + 2] ?? 0;
    const origin = this.#next(at);
    const text = this.#blocks.scalarText(kind, origin.offset, extent);
    const tag = this.#blocks.tagOf(kind, extent, text);
    return { kind: 'scalar', tag, text, style: styleOfKind(kind), origin };
  }

  /** Where the node stands in the text; the next one comes then. */
  #next(at: number): Origin {
    this.#at = at + TAPE_WIDTH;
    return { source: this.#blocks.source, offset: this.#numbers[at + 1] ?? 0 };
  }
}
