import type { MappingEntry, ScalarNode, YamlDocument, YamlNode } from '../node.ts';
import type { SourceText } from '../source-text.ts';
import { TapeKind } from './block-tape.ts';
import type { BlockText } from './block-text.ts';

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
    this.offset = blocks.tape.startAt(at);
    this.blocks = blocks;
    this.at = at;
  }

  get kind(): YamlNode['kind'] {
    return this.blocks.tape.kindAt(this.at) === TapeKind.mapping ? 'mapping' : 'sequence';
  }

  get root(): YamlNode {
    this.#root ??= new Composer(this.blocks, this.at).node();
    return this.#root;
  }
}

class Composer {
  readonly #blocks: BlockText;
  #at: number;

  constructor(blocks: BlockText, at: number) {
    this.#blocks = blocks;
    this.#at = at;
  }

  node(): YamlNode {
    const { tape, source } = this.#blocks;
    const at = this.#at;
    const kind = tape.kindAt(at);
    if (kind < TapeKind.mapping) return this.#scalar();
    const size = tape.extentAt(at);
    const origin = { source, offset: tape.startAt(at) };
    this.#at = tape.next(at);
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
    const blocks = this.#blocks;
    const at = this.#at;
    this.#at = blocks.tape.next(at);
    const isKey = blocks.tape.kindAt(at) === TapeKind.key;
    const text = isKey ? blocks.keyText(at) : blocks.scalarText(at);
    const tag = isKey ? blocks.keyTag(at) : blocks.scalarTag(at, text);
    const origin = { source: blocks.source, offset: blocks.tape.startAt(at) };
    return { kind: 'scalar', tag, text, style: blocks.styleOf(at), origin };
  }
}
