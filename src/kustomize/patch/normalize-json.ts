import { InvalidInputError, type Problem } from '../../model/errors.ts';
import type { JsonValue } from '../../model/json.ts';
import { resolvePlain } from '../../model/yaml/scalar-rules.ts';
import { numberText } from '../emit/number-text.ts';
import { analyzeScalar, preferredStyle } from '../emit/scalar-style.ts';
import { withoutComments } from '../json-copy.ts';
import { Node } from '../node.ts';
import { scalarValue } from '../node-to-json.ts';

/**
 * A copy that went through JSON and back, as everything does that a JSON patch
 * is applied to: numbers become float64, every scalar is written anew, and no
 * two fields share a node. Throws `InvalidInputError` for what JSON cannot hold.
 */
export function normalizeLikeJson(node: Node): Node {
  const problems: Problem[] = [];
  const copy = normalize(node, false, problems);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return copy;
}

function normalize(node: Node, isInFlow: boolean, problems: Problem[]): Node {
  if (node.kind === 'scalar') {
    return normalScalar(node, scalarValue(node, problems, isInFlow));
  }
  const isFlow = isInFlow || node.style === 'flow';
  const copy = new Node(node.kind, '', '', 'plain', [], withoutComments(node.origin));
  copy.tag = node.kind === 'mapping' ? '!!map' : '!!seq';
  if (node.kind === 'sequence') {
    copy.content = node.content.map((item) => normalize(item, isFlow, problems));
    return copy;
  }
  node.forEachEntry((key, value) => {
    const name = new Node('scalar', '!!str', key.text, 'plain', [], withoutComments(key.origin));
    copy.content.push(name, normalize(value, isFlow, problems));
  });
  return copy;
}

function normalScalar(node: Node, value: JsonValue): Node {
  const text = textOf(value);
  // Read again, a plain `<<` is a merge key wherever it stands.
  const isText = typeof value === 'string' && value !== '<<';
  const tag = isText ? '!!str' : resolvePlain(text, 'kubernetes').tag;
  const style = typeof value === 'string' ? styleOf(value) : 'plain';
  return new Node('scalar', tag, text, style, [], withoutComments(node.origin));
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return floatText(Number(value));
  if (typeof value === 'number') return floatText(value);
  return value === null ? 'null' : String(value);
}

/** Floats turn to exponents from seven digits on, integers included. */
function floatText(value: number): string {
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude >= 1e21) return numberText(value);
  if (!Number.isInteger(value) || magnitude < 1e6) return numberText(value);
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  return `${mantissa}e+${power.slice(1).padStart(2, '0')}`;
}

/** How the text is written: quotes only where it could be mistaken or cannot stand without. */
function styleOf(text: string): Node['style'] {
  const style = preferredStyle(text);
  const characters = Array.from(text);
  // In blocks tabs are no problem here, as they are in the output.
  if (style === 'literal') {
    const { block } = analyzeScalar(characters.filter((character) => character !== '\t'));
    return block ? 'literal' : 'double';
  }
  const { plain, singleQuoted } = analyzeScalar(characters);
  if (style !== 'plain' || plain) return style;
  return singleQuoted ? 'single' : 'double';
}
