import { BlockDocument } from '../model/yaml/blocks/block-document.ts';
import { TapeKind } from '../model/yaml/blocks/block-tape.ts';
import type { BlockText } from '../model/yaml/blocks/block-text.ts';
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
  #at: number;

  constructor(blocks: BlockText, at: number) {
    this.#blocks = blocks;
    this.#at = at;
  }

  node(): Node {
    const { tape, source } = this.#blocks;
    const at = this.#at;
    const kind = tape.kindAt(at);
    if (kind < TapeKind.mapping) return this.#scalar(kind);
    this.size++;
    this.#at = tape.next(at);
    const isMapping = kind === TapeKind.mapping;
    const size = isMapping ? tape.extentAt(at) * 2 : tape.extentAt(at);
    // Sized beforehand: arrays that grow keep room for more.
    const content = new Array<Node>(size);
    for (let index = 0; index < size; index++) content[index] = this.node();
    const node = isMapping
      ? new Node('mapping', '!!map', '', 'plain', content, undefined)
      : new Node('sequence', '!!seq', '', 'plain', content, undefined);
    return node.at(source, tape.startAt(at));
  }

  #scalar(kind: number): Node {
    const blocks = this.#blocks;
    const at = this.#at;
    this.#at = blocks.tape.next(at);
    const isKey = kind === TapeKind.key;
    const text = isKey ? blocks.keyText(at) : blocks.scalarText(at);
    const tag = isKey ? blocks.keyTag(at) : blocks.scalarTag(at, text);
    this.size += sizeOfText(text);
    const node = Node.written(text, tag, blocks.styleOf(at));
    return node.at(blocks.source, blocks.tape.startAt(at));
  }
}
