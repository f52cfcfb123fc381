import type { Origin, Tag, YamlNode } from '../model/yaml/node.ts';
import { isSurelyText, resolvePlain } from '../model/yaml/scalar-rules.ts';
import type { SourceText } from '../model/yaml/source-text.ts';

export type NodeKind = 'scalar' | 'sequence' | 'mapping';

/**
 * How a node was written. For a scalar it decides what the text means when it
 * has no tag of its own; collections are `flow` or `plain`.
 */
export type Style = 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'flow';

/** The content of every scalar. */
const NOTHING: Node[] = [];

/**
 * A node of an object that is being built. Unlike the reader's nodes it
 * changes in place, and has an identity: kustomize lets fields share one node
 * (the labels that one transformer adds to an object), and a later change of
 * one of them is seen in all.
 */
export class Node {
  // Declared only: a build makes so many nodes that setting fields twice shows.
  declare kind: NodeKind;
  declare tag: Tag;
  /** The text of a scalar. */
  declare text: string;
  declare style: Style;
  /** The items of a sequence; the keys and values of a mapping, in turns. */
  declare content: Node[];
  /** The text it was written in, if any. */
  declare source: SourceText | undefined;
  /** Where in `source.text`. */
  declare offset: number;

  constructor(
    kind: NodeKind,
    tag: Tag,
    text: string,
    style: Style,
    content: Node[],
    origin: Origin | undefined,
  ) {
    this.kind = kind;
    this.tag = tag;
    this.text = text;
    this.style = style;
    this.content = content;
    this.source = origin?.source;
    this.offset = origin?.offset ?? 0;
  }

  static scalar(text: string, origin: Origin | undefined, tag: Tag = ''): Node {
    return new Node('scalar', tag, text, 'plain', NOTHING, origin);
  }

  /** A scalar as a file has it. */
  static written(text: string, tag: Tag, style: Style): Node {
    return new Node('scalar', tag, text, style, NOTHING, undefined);
  }

  /** Text for certain, whatever it looks like. */
  static string(text: string, origin: Origin | undefined): Node {
    const style = text.includes('\n') ? 'literal' : 'plain';
    return new Node('scalar', '!!str', text, style, NOTHING, origin);
  }

  static mapping(origin: Origin | undefined): Node {
    return new Node('mapping', '!!map', '', 'plain', [], origin);
  }

  static sequence(items: Node[], origin: Origin | undefined): Node {
    return new Node('sequence', '!!seq', '', 'plain', items, origin);
  }

  /** A copy for building of what was read. */
  static from(node: YamlNode): Node {
    switch (node.kind) {
      case 'scalar':
        return new Node('scalar', node.tag, node.text, node.style, NOTHING, node.origin);
      case 'sequence':
        return new Node(
          'sequence',
          '!!seq',
          '',
          node.isFlow ? 'flow' : 'plain',
          node.items.map(Node.from),
          node.origin,
        );
      case 'mapping': {
        // Sized beforehand: arrays that grow keep room for more.
        const content = new Array<Node>(node.entries.length * 2);
        let index = 0;
        for (const { key, value } of node.entries) {
          content[index++] = Node.from(key);
          content[index++] = Node.from(value);
        }
        const style = node.isFlow ? 'flow' : 'plain';
        return new Node('mapping', '!!map', '', style, content, node.origin);
      }
    }
  }

  /** Where it was written. */
  get origin(): Origin | undefined {
    return this.source && { source: this.source, offset: this.offset };
  }

  set origin(origin: Origin | undefined) {
    this.source = origin?.source;
    this.offset = origin?.offset ?? 0;
  }

  /** This node, as one that was written there. */
  at(source: SourceText | undefined, offset: number): this {
    this.source = source;
    this.offset = offset;
    return this;
  }

  get isNull(): boolean {
    return this.tag === '!!null';
  }

  /** Null, or a collection without content. */
  get isEmpty(): boolean {
    return this.isNull || (this.kind !== 'scalar' && this.content.length === 0);
  }

  /** A scalar that is text, or that has no tag yet. */
  get isText(): boolean {
    return this.kind === 'scalar' && (this.tag === '!!str' || this.tag === '');
  }

  /** The text of the node; empty for null and collections. */
  get value(): string {
    return this.isNull ? '' : this.text;
  }

  /** The value of a key of a mapping; `undefined` where there is none or it is no mapping. */
  get(key: string): Node | undefined {
    if (this.kind !== 'mapping') return undefined;
    const index = this.indexOf(key);
    return index < 0 ? undefined : this.content[index + 1];
  }

  /** Where a key stands in `content`, or -1. */
  indexOf(key: string): number {
    const { content } = this;
    for (let index = 0; index < content.length; index += 2) {
      if (content[index]?.text === key) return index;
    }
    return -1;
  }

  /** The keys and values of a mapping. */
  *entries(): Generator<readonly [key: Node, value: Node]> {
    for (let index = 0; index + 1 < this.content.length; index += 2) {
      const key = this.content[index];
      const value = this.content[index + 1];
      if (key !== undefined && value !== undefined) yield [key, value];
    }
  }

  /** Visits the keys and values of a mapping; unlike `entries` it makes nothing on the way. */
  forEachEntry(visit: (key: Node, value: Node) => void): void {
    const { content } = this;
    for (let index = 0; index + 1 < content.length; index += 2) {
      const key = content[index];
      const value = content[index + 1];
      if (key !== undefined && value !== undefined) visit(key, value);
    }
  }

  /** Takes over everything of another node, keeping its own identity. */
  become(other: Node): void {
    this.kind = other.kind;
    this.tag = other.tag;
    this.text = other.text;
    this.style = other.style;
    this.content = other.content;
    this.source = other.source;
    this.offset = other.offset;
  }

  remove(key: string): Node | undefined {
    const index = this.indexOf(key);
    if (index < 0) return undefined;
    const [, removed] = this.content.splice(index, 2);
    return removed;
  }

  /**
   * Sets a field of a mapping. An existing field keeps its node and its
   * style and takes over the rest of `value`; a new one is `value` itself. A
   * null removes the field, unless it is to be kept.
   */
  set(key: string, value: Node | undefined, keepNull = false, newKey?: Node): void {
    if (value === undefined || (value.isNull && !keepNull)) {
      this.remove(key);
      return;
    }
    quoteWhereNeeded(value);
    const field = this.get(key);
    if (field === value) return;
    if (field === undefined) {
      // What is set in a null is lost, as in kustomize.
      if (this.kind === 'scalar') return;
      const { style = 'plain', origin = value.origin } = newKey ?? {};
      this.content.push(new Node('scalar', '', key, style, NOTHING, origin), value);
      return;
    }
    value.style = field.style;
    field.become(value);
  }

  /** Makes this scalar the other one, in its own style. */
  setScalar(value: Node): void {
    quoteWhereNeeded(value);
    if (value.isNull) return;
    value.style = this.style;
    this.become(value);
  }

  /** A copy with that content in the place of its own. */
  with(content: Node[]): Node {
    const copy = new Node(this.kind, this.tag, this.text, this.style, content, undefined);
    return copy.at(this.source, this.offset);
  }

  /** A copy with nodes of its own; what is shared inside it stays shared. */
  clone(copies: Map<Node, Node> = new Map()): Node {
    const known = copies.get(this);
    if (known !== undefined) return known;
    const content =
      this.kind === 'scalar' ? NOTHING : this.content.map((node) => node.clone(copies));
    const copy = this.with(content);
    copies.set(this, copy);
    return copy;
  }
}

/** Text that YAML 1.1 readers take for something else is quoted when it is set. */
function quoteWhereNeeded(value: Node): void {
  if (value.isText && value.style === 'plain' && looksLikeOther(value.text)) value.style = 'double';
}

/** What kustomize's YAML 1.1 reader gives as text: timestamps are that, too. */
const TEXT_TAGS: ReadonlySet<Tag> = new Set(['!!str', '!!merge', '!!timestamp']);

/** Whether a YAML 1.1 reader takes the text for something else than text. */
export function looksLikeOther(text: string): boolean {
  if (text === '' || isSurelyText(text) || text.includes('\n')) return false;
  return !TEXT_TAGS.has(resolvePlain(text, 'kustomization').tag);
}
