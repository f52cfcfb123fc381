import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
  YAMLException,
} from 'js-yaml';
import { DEFAULT_YAML_LIMITS } from '../../model/yaml/limits.ts';
import type { ScalarStyle } from '../../model/yaml/node.ts';
import { type ParsedText, parseText } from '../../model/yaml/parse-text.ts';
import { InvalidYaml } from '../../model/yaml/problem.ts';
import { splitDocuments } from '../../model/yaml/read-documents.ts';
import { resolvePlain } from '../../model/yaml/scalar-rules.ts';
import { SourceText } from '../../model/yaml/source-text.ts';
import type { LocatedEntry, LocatedNode, LocatedScalar } from './located-node.ts';

/** The documents of a text; none where it is no YAML, or only in part. */
export function readLocated(text: string): readonly LocatedNode[] {
  return readWithin(text, 0, text.length);
}

/** The documents of a part of a text, such as a literal block, with their places in the whole. */
export function readWithin(text: string, start: number, end: number): readonly LocatedNode[] {
  const part = text.slice(start, end);
  try {
    return splitDocuments(new SourceText('', part)).flatMap(([from, to]) => {
      const parsed = parseText(part.slice(from, to), DEFAULT_YAML_LIMITS.depth);
      return new LocatedReader(parsed, start + from).document() ?? [];
    });
  } catch (thrown) {
    if (thrown instanceof InvalidYaml || thrown instanceof YAMLException) return [];
    throw thrown;
  }
}

const STYLES: Readonly<Record<number, ScalarStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

class LocatedReader {
  readonly #parsed: ParsedText;
  readonly #base: number;
  readonly #anchors = new Map<string, LocatedNode>();
  #next = 1;
  /** In the parsed text: where what was read last ends. */
  #last = 0;

  constructor(parsed: ParsedText, base: number) {
    this.#parsed = parsed;
    this.#base = base;
  }

  document(): LocatedNode | undefined {
    const { events } = this.#parsed;
    return events[0]?.type === EVENT_ID.DOCUMENT && events.length > 2 ? this.#node() : undefined;
  }

  #node(): LocatedNode {
    const event = this.#parsed.events[this.#next++];
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        return this.#anchored(event, this.#scalar(event));
      case EVENT_ID.SEQUENCE:
        return this.#anchored(event, this.#sequence(event));
      case EVENT_ID.MAPPING:
        return this.#anchored(event, this.#mapping(event));
      case EVENT_ID.ALIAS: {
        const name = this.#parsed.text.slice(event.anchorStart, event.anchorEnd);
        this.#last = event.anchorEnd;
        const place = { start: this.#at(event.anchorStart - 1), end: this.#at(event.anchorEnd) };
        const target = this.#anchors.get(name) ?? this.#nothing();
        return { kind: 'alias', ...place, target };
      }
      default:
        throw new Error('the YAML parser gave an incomplete document');
    }
  }

  #at(offset: number): number {
    return this.#base + this.#parsed.toOriginal(offset);
  }

  #anchored(
    { anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number },
    node: LocatedNode,
  ): LocatedNode {
    if (anchorStart >= 0) this.#anchors.set(this.#parsed.text.slice(anchorStart, anchorEnd), node);
    return node;
  }

  /** A value that is not written stands right after the colon or dash before it. */
  #nothing(): LocatedScalar {
    const { text } = this.#parsed;
    const mark = /[:-]/.exec(text.slice(this.#last, this.#last + 1000));
    const at = this.#at(mark === null ? this.#last : this.#last + mark.index + 1);
    const place = { start: at, end: at, contentStart: at };
    return { kind: 'scalar', text: '', style: 'plain', value: null, ...place };
  }

  #scalar(event: ScalarEvent): LocatedScalar {
    if (event.valueStart < 0) return this.#nothing();
    const { text: source } = this.#parsed;
    const text = getScalarValue(source, event);
    const style = STYLES[event.style] ?? 'plain';
    const plain = style === 'plain' && event.tagStart < 0;
    const value = plain ? resolvePlain(text, 'kubernetes').value : text;
    const isBlock = style === 'literal' || style === 'folded';
    const quote = style === 'single' || style === 'double' ? 1 : 0;
    // The header of a block ends the line before its content.
    const header = isBlock ? /[|>][^|>\n]*\n$/.exec(source.slice(0, event.valueStart)) : null;
    this.#last = event.valueEnd + quote;
    return {
      kind: 'scalar',
      text,
      style,
      value,
      start: this.#at(header?.index ?? event.valueStart - quote),
      end: this.#at(event.valueEnd + quote),
      contentStart: this.#at(event.valueStart - quote),
    };
  }

  #sequence(event: SequenceEvent): LocatedNode {
    const isFlow = event.style === COLLECTION_STYLE.FLOW;
    this.#last = event.start + 1;
    const items: LocatedNode[] = [];
    while (!this.#pop()) items.push(this.#node());
    const end = isFlow ? this.#closing(']') : (items.at(-1)?.end ?? this.#at(this.#last));
    return { kind: 'sequence', isFlow, items, start: this.#at(event.start), end };
  }

  #mapping(event: MappingEvent): LocatedNode {
    const isFlow = event.style === COLLECTION_STYLE.FLOW;
    if (isFlow) this.#last = event.start + 1;
    const entries: LocatedEntry[] = [];
    while (!this.#pop()) {
      const key = this.#node();
      const value = this.#node();
      if (key.kind === 'scalar') entries.push({ key, value });
    }
    const end = isFlow ? this.#closing('}') : (entries.at(-1)?.value.end ?? this.#at(this.#last));
    return { kind: 'mapping', isFlow, entries, start: this.#at(event.start), end };
  }

  /** After the bracket that ends a flow collection; comments may stand before it. */
  #closing(bracket: string): number {
    const { text } = this.#parsed;
    let at = this.#last;
    while (at < text.length && text[at] !== bracket) {
      at = text[at] === '#' ? Math.max(text.indexOf('\n', at), at + 1) : at + 1;
    }
    this.#last = at + 1;
    return this.#at(this.#last);
  }

  #pop(): boolean {
    const event: Event | undefined = this.#parsed.events[this.#next];
    if (event?.type !== EVENT_ID.POP) return false;
    this.#next++;
    return true;
  }
}
