import { flatText } from '../../model/flat-text.ts';
import { resolvePlain } from '../../model/yaml/scalar-rules.ts';
import type { Node } from '../node.ts';
import { analyzeScalar, isBreak } from './scalar-style.ts';
import { TextWriter } from './text-writer.ts';

const INDENT = 2;
const LONGEST_SIMPLE_KEY = 128;

/** YAML text that keeps the order of keys and the styles of a tree, without folding lines. */
export function emitStyled(node: Node): string {
  return new StyledEmitter().document(node);
}

type Place = 'root' | 'sequence' | 'mapping' | 'key';

/** Writes as the emitter of go-yaml v3 does. */
class StyledEmitter {
  readonly #writer = new TextWriter(Number.POSITIVE_INFINITY);

  document(node: Node): string {
    this.#node(node, -INDENT, 'root', false);
    this.#writer.indent(0);
    return flatText(this.#writer.text);
  }

  #node(node: Node, indent: number, place: Place, inFlow: boolean): void {
    if (node.kind === 'scalar') {
      this.#scalar(node, indent + INDENT, place === 'key', inFlow);
    } else if (inFlow || node.style === 'flow' || node.content.length === 0) {
      this.#flow(node, indent);
    } else if (node.kind === 'sequence') {
      this.#sequence(node, indent, place === 'mapping');
    } else {
      this.#mapping(node, indent);
    }
  }

  #flow(node: Node, indent: number): void {
    const writer = this.#writer;
    const [open, close] = node.kind === 'sequence' ? ['[', ']'] : ['{', '}'];
    writer.indicator(open, true, false);
    writer.whitespace = true;
    if (node.kind === 'sequence') {
      node.content.forEach((item, index) => {
        if (index > 0) writer.indicator(',', false, false);
        this.#node(item, indent + INDENT, 'sequence', true);
      });
    } else {
      [...node.entries()].forEach(([key, value], index) => {
        if (index > 0) writer.indicator(',', false, false);
        this.#node(key, indent + INDENT, 'key', true);
        writer.indicator(':', false, false);
        this.#node(value, indent + INDENT, 'mapping', true);
      });
    }
    writer.indicator(close, false, false);
  }

  #sequence(node: Node, indent: number, inMapping: boolean): void {
    const writer = this.#writer;
    const inner = inMapping && !writer.indention ? indent : indent + INDENT;
    for (const item of node.content) {
      writer.indent(inner);
      writer.indicator('-', true, true);
      this.#node(item, inner, 'sequence', false);
    }
  }

  #mapping(node: Node, indent: number): void {
    const writer = this.#writer;
    const inner = indent + INDENT;
    for (const [key, value] of node.entries()) {
      writer.indent(inner);
      if (isSimpleKey(key)) {
        this.#node(key, inner, 'key', false);
        writer.indicator(':', false, false);
      } else {
        writer.indicator('?', true, true);
        this.#node(key, inner, 'mapping', false);
        writer.indent(inner);
        writer.indicator(':', true, true);
      }
      this.#node(value, inner, 'mapping', false);
    }
  }

  #scalar(node: Node, indent: number, isKey: boolean, inFlow: boolean): void {
    const writer = this.#writer;
    const characters = Array.from(node.text);
    switch (styleOf(node, characters, isKey, inFlow)) {
      case 'plain':
        if (characters.length > 0) writer.plain(characters, indent, false);
        break;
      case 'single':
        writer.singleQuoted(characters, indent, false);
        break;
      case 'double':
        writer.doubleQuoted(characters, indent, false);
        break;
      case 'folded':
      case 'literal':
        writer.literal(characters, indent);
    }
  }
}

function isSimpleKey(key: Node): boolean {
  for (const character of key.text) if (isBreak(character)) return false;
  return Buffer.byteLength(key.text) <= LONGEST_SIMPLE_KEY;
}

/** The style that a scalar asks for. */
function wantedStyle(node: Node): Node['style'] {
  if (node.style !== 'plain' && node.style !== 'flow') return node.style;
  if (node.text.includes('\n')) return 'literal';
  const isMistaken = node.tag === '!!str' && resolvePlain(node.text, 'kubernetes').tag !== '!!str';
  return isMistaken ? 'double' : 'plain';
}

const FLOW_INDICATORS = /[,?[\]{}:]/;

/** The style that a scalar can have. */
function styleOf(
  node: Node,
  characters: readonly string[],
  isKey: boolean,
  inFlow: boolean,
): Node['style'] {
  const analysis = analyzeScalar(characters);
  let style = wantedStyle(node);
  if (isKey && analysis.multiline) style = 'double';
  if (style === 'plain') {
    const flowPlain = analysis.plain && characters.length > 0 && !FLOW_INDICATORS.test(node.text);
    if (inFlow ? !flowPlain : !analysis.plain) style = 'single';
    if (characters.length === 0 && isKey) style = 'single';
  }
  if (style === 'single' && !analysis.singleQuoted) style = 'double';
  if ((style === 'literal' || style === 'folded') && (!analysis.block || inFlow || isKey)) {
    style = 'double';
  }
  return style;
}
