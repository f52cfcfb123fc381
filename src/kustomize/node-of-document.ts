import { BlockDocument } from '../model/yaml/blocks/block-document.ts';
import { TAPE_WIDTH, TapeKind } from '../model/yaml/blocks/block-tape.ts';
import { type BlockText, styleOfKind } from '../model/yaml/blocks/block-text.ts';
import type { YamlDocument } from '../model/yaml/node.ts';
import { type Budget, sizeOfText } from './budget.ts';
import { Node } from './node.ts';

/** The root of a document, copied for building. */
export function nodeOfDocument(document: YamlDocument, budget: Budget): Node {
  if (document instanceof BlockDocument) {
    const builder = new Builder(document.blocks, document.at);
    const node = builder.node();
    budget.spend({ steps: 0, nodes: builder.size });
    return node;
  }
  const node = Node.from(document.root);
  budget.spendContent(node);
  return node;
}

/** Makes the nodes of a document right from the tape. */
class Builder {
  /** What the nodes take of a budget. */
  size = 0;
  readonly #blocks: BlockText;
  readonly #numbers: Int32Array;
  #at: number;

  constructor(blocks: BlockText, at: number) {
    this.#blocks = blocks;
    this.#numbers = blocks.tape.numbers;
    this.#at = at;
  }

  node(): Node {
    const at = this.#at;
    const numbers = this.#numbers;
    const kind = numbers[at] ?? 0;
    const start = numbers[at + 1] ?? 0;
    const extent = numbers[at + 2] ?? 0;
    this.#at = at + TAPE_WIDTH;
    const node =
      kind < TapeKind.mapping
        ? this.#scalar(kind, start, extent)
        : kind === TapeKind.mapping
          ? new Node('mapping', '!!map', '', 'plain', this.#content(extent * 2), undefined)
          : new Node('sequence', '!!seq', '', 'plain', this.#content(extent), undefined);
    return node.at(this.#blocks.source, start);
  }

  #scalar(kind: number, start: number, extent: number): Node {
    const blocks = this.#blocks;
    const text = blocks.scalarText(kind, start, extent);
    this.size += sizeOfText(text);
    return Node.written(text, blocks.tagOf(kind, extent, text), styleOfKind(kind));
  }

  #content(size: number): Node[] {
    this.size++;
    // Sized beforehand: arrays that grow keep room for more.
    const content = new Array<Node>(size);
    for (let index = 0; index < size; index++) content[index] = this.node();
    return content;
  }
}
