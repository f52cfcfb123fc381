import {
  COLLECTION_STYLE,
  type CollectionStyle,
  EVENT_ID,
  type Event,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import type { Problem } from '../errors.ts';
import { formatPosition } from '../position.ts';
import type { YamlLimits } from './limits.ts';
import type {
  MappingEntry,
  MappingNode,
  Origin,
  ScalarNode,
  ScalarStyle,
  Tag,
  YamlNode,
} from './node.ts';
import type { ParsedText } from './parse-text.ts';
import { InvalidYaml, yamlProblem } from './problem.ts';
import { resolvePlain, type ScalarRules } from './scalar-rules.ts';
import { scalarText } from './scalar-text.ts';
import type { SourceText } from './source-text.ts';

const STYLES: Readonly<Record<number, ScalarStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

/** What the composer needs to know of the document it makes nodes of. */
export interface ComposeInput {
  readonly source: SourceText;
  readonly parsed: ParsedText;
  /** Where the parsed text starts in `source.text`. */
  readonly base: number;
  readonly rules: ScalarRules;
  readonly limits: YamlLimits;
}

interface Anchor {
  readonly node: YamlNode;
  /** How many nodes it stands for, aliases inside it expanded. */
  readonly size: number;
}

/** Turns the events of one document into nodes, in one pass. */
export class Composer {
  /** What is wrong without making the document unreadable. */
  readonly problems: Problem[] = [];
  readonly #input: ComposeInput;
  /** The text that the events' offsets point into. */
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, Anchor | 'open'>();
  #at: number;
  #lastOffset = 0;
  #nodes = 0;
  #aliased = 0;

  /** `start` is the index of the document's first event after its `DOCUMENT`. */
  constructor(input: ComposeInput, start: number) {
    this.#input = input;
    this.#text = input.parsed.text;
    this.#events = input.parsed.events;
    this.#at = start;
  }

  /** How many nodes were made, those that aliases stand for among them. */
  get nodes(): number {
    return this.#nodes;
  }

  /** The node that starts at the next event. Throws `InvalidYaml`. */
  node(): YamlNode {
    const event = this.#events[this.#at++];
    this.#nodes++;
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        // Nearly all nodes have no anchor: they need no closure.
        if (event.anchorStart < 0) return this.#scalar(event);
        return this.#anchored(event, () => this.#scalar(event));
      case EVENT_ID.SEQUENCE:
        return this.#anchored(event, () =>
          this.#sequence(this.#origin(event.start), isFlow(event)),
        );
      case EVENT_ID.MAPPING:
        return this.#anchored(event, () => this.#mapping(this.#origin(event.start), isFlow(event)));
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      default:
        throw new Error('the YAML parser gave an incomplete document');
    }
  }

  #origin(offset: number): Origin {
    if (offset >= 0) this.#lastOffset = offset;
    const { source, parsed, base } = this.#input;
    return { source, offset: base + parsed.toOriginal(this.#lastOffset) };
  }

  #anchored(event: { anchorStart: number; anchorEnd: number }, compose: () => YamlNode): YamlNode {
    if (event.anchorStart < 0) return compose();
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const before = this.#nodes;
    this.#anchors.set(name, 'open');
    const node = compose();
    this.#anchors.set(name, { node, size: 1 + this.#nodes - before });
    return node;
  }

  #alias(start: number, end: number): YamlNode {
    const name = this.#text.slice(start, end);
    const anchor = this.#anchors.get(name);
    const origin = this.#origin(start - 1);
    if (anchor === undefined) {
      throw this.#invalid(
        origin,
        'UNKNOWN_ALIAS',
        `there is no anchor "&${name}" before the alias "*${name}"`,
        'define the anchor first, in the same document',
      );
    }
    if (anchor === 'open') {
      throw this.#invalid(
        origin,
        'RECURSIVE_ALIAS',
        `the anchor "&${name}" contains an alias of itself`,
        'remove the alias',
      );
    }
    this.#aliased += anchor.size;
    this.#nodes += anchor.size - 1;
    if (this.#aliased > this.#input.limits.aliasNodes) {
      throw this.#invalid(
        origin,
        'ALIAS_LIMIT',
        `the aliases of this document stand for more than ${this.#input.limits.aliasNodes} nodes`,
        'write the values out, or split the document',
      );
    }
    return anchor.node;
  }

  #scalar(event: ScalarEvent): ScalarNode {
    const style = STYLES[event.style] ?? 'plain';
    const text = this.#scalarText(event, style);
    const quoted = style === 'single' || style === 'double';
    const origin = this.#origin(quoted ? event.valueStart - 1 : event.valueStart);
    const tag = this.#scalarTag(event, text, style);
    // A written tag says what the text means, so its quotes say nothing more.
    if (event.tagStart >= 0 && tag !== '!!str') {
      return { kind: 'scalar', tag, text, style: 'plain', origin };
    }
    return { kind: 'scalar', tag, text, style, origin };
  }

  /** A block at the very end of a text has a last line break only where the text has one. */
  #scalarText(event: ScalarEvent, style: ScalarStyle): string {
    const text = scalarText(this.#text, event);
    const isBlock = style === 'literal' || style === 'folded';
    const isCut = isBlock && event.valueEnd >= this.#text.length && !this.#text.endsWith('\n');
    return isCut && text.endsWith('\n') ? text.slice(0, -1) : text;
  }

  #scalarTag(event: ScalarEvent, text: string, style: ScalarStyle): Tag {
    if (event.tagStart >= 0) {
      const tag = shortTag(this.#text.slice(event.tagStart, event.tagEnd));
      if (tag !== '!') return tag;
      return '!!str';
    }
    if (style !== 'plain') return '!!str';
    return resolvePlain(text, this.#input.rules).tag;
  }

  #sequence(origin: Origin, isFlow: boolean): YamlNode {
    const items: YamlNode[] = [];
    while (!this.#pop()) items.push(this.node());
    return { kind: 'sequence', items: items.slice(), isFlow, origin };
  }

  #mapping(origin: Origin, isFlow: boolean): YamlNode {
    const entries: MappingEntry[] = [];
    const merges: MappingEntry[] = [];
    const seen = new Seen();
    while (!this.#pop()) {
      const key = this.node();
      if (key.kind !== 'scalar') {
        throw this.#invalid(
          key.origin ?? origin,
          'COMPLEX_KEY',
          'a key is a sequence or a mapping',
          'use text as the key; in templates, quote {{ … }}',
        );
      }
      const value = this.node();
      if (key.tag === '!!merge') {
        merges.push({ key, value });
        continue;
      }
      this.#checkDuplicate(key, entries, seen);
      entries.push({ key, value });
      this.#checkSize(key, entries);
    }
    // A copy has no room to grow, which its many small originals would keep.
    if (merges.length === 0) return { kind: 'mapping', entries: entries.slice(), isFlow, origin };
    return { kind: 'mapping', entries: this.#merge(entries, merges), isFlow, origin };
  }

  #checkSize(key: ScalarNode, entries: readonly MappingEntry[]): void {
    const { keys } = this.#input.limits;
    if (entries.length <= keys) return;
    throw this.#invalid(
      key.origin,
      'TOO_MANY_KEYS',
      `a mapping has more than ${keys} keys`,
      'divide it into smaller ones',
    );
  }

  #checkDuplicate(key: ScalarNode, entries: readonly MappingEntry[], seen: Seen): void {
    const first = seen.find(key.text, entries);
    if (first === undefined) return;
    const where = first.origin?.source.position(first.origin.offset);
    const at = where === undefined ? '' : ` at ${formatPosition(where)}`;
    this.problems.push(
      yamlProblem(
        key.origin,
        'DUPLICATE_KEY',
        `the key "${key.text}" is already set${at}`,
        'remove one of the two',
      ),
    );
  }

  /** Merged mappings come first in order of importance; keys written here win. */
  #merge(entries: readonly MappingEntry[], merges: readonly MappingEntry[]): MappingEntry[] {
    const [merge, second] = merges;
    if (merge === undefined) return [...entries];
    if (second !== undefined) {
      throw this.#invalid(
        second.key.origin,
        'DUPLICATE_KEY',
        'the merge key "<<" stands twice in one mapping',
        'merge a list: "<<: [*a, *b]"',
      );
    }
    const sources = merge.value.kind === 'sequence' ? merge.value.items : [merge.value];
    const merged = new Map<string, MappingEntry>();
    for (const source of [...sources].reverse()) {
      for (const entry of this.#mergeSource(source, merge.key.origin).entries) {
        merged.set(entry.key.text, entry);
      }
    }
    for (const entry of entries) merged.delete(entry.key.text);
    return [...merged.values(), ...entries];
  }

  #mergeSource(source: YamlNode, origin: Origin | undefined): MappingNode {
    if (source.kind === 'mapping') return source;
    throw this.#invalid(
      origin,
      'BAD_MERGE',
      'the merge key "<<" is given something that is not a mapping',
      'give it a mapping or a list of mappings',
    );
  }

  #pop(): boolean {
    if (this.#events[this.#at]?.type !== EVENT_ID.POP) return false;
    this.#at++;
    return true;
  }

  #invalid(origin: Origin | undefined, code: string, what: string, advice: string): InvalidYaml {
    return new InvalidYaml(yamlProblem(origin, code, what, advice));
  }
}

const SMALL = 12;

/** Finds keys of a mapping; only large ones need an index. */
class Seen {
  #index: Map<string, ScalarNode> | undefined;
  #indexed = 0;

  find(text: string, entries: readonly MappingEntry[]): ScalarNode | undefined {
    if (entries.length < SMALL) return entries.find(({ key }) => key.text === text)?.key;
    this.#index ??= new Map();
    for (; this.#indexed < entries.length; this.#indexed++) {
      const key = entries[this.#indexed]?.key;
      if (key !== undefined && !this.#index.has(key.text)) this.#index.set(key.text, key);
    }
    return this.#index.get(text);
  }
}

const LONG_TAG = 'tag:yaml.org,2002:';

function shortTag(written: string): Tag {
  const tag = written.startsWith('!<') ? written.slice(2, -1) : written;
  return tag.startsWith(LONG_TAG) ? `!!${tag.slice(LONG_TAG.length)}` : tag;
}

function isFlow(event: { readonly style: CollectionStyle }): boolean {
  return event.style === COLLECTION_STYLE.FLOW;
}
