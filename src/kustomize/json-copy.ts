import { InvalidInputError, type Problem } from '../model/errors.ts';
import type { JsonValue } from '../model/json.ts';
import type { Origin } from '../model/yaml/node.ts';
import { resolvePlain } from '../model/yaml/scalar-rules.ts';
import { jsonNumber } from './emit/number-text.ts';
import { Node } from './node.ts';
import { scalarValue } from './node-to-json.ts';
import { compareUtf8 } from './resource.ts';

/**
 * A copy as if it had been written as JSON and read again, as kustomize does
 * with the items of lists: every text has quotes, keys are sorted, comments
 * are gone. Throws `InvalidInputError` for what JSON cannot hold.
 */
export function jsonCopy(node: Node): Node {
  const problems: Problem[] = [];
  const copy = copyNode(node, problems);
  if (problems.length > 0) throw new InvalidInputError(problems);
  return copy;
}

function copyNode(node: Node, problems: Problem[]): Node {
  const origin = withoutComments(node.origin);
  if (node.kind === 'scalar') return scalarCopy(node, problems, origin);
  const content =
    node.kind === 'sequence'
      ? node.content.map((item) => copyNode(item, problems))
      : sortedEntries(node).flatMap(([key, value]) => [
          quoted(key.text, withoutComments(key.origin)),
          copyNode(value, problems),
        ]);
  return new Node(
    node.kind,
    node.kind === 'mapping' ? '!!map' : '!!seq',
    '',
    'flow',
    content,
    origin,
  );
}

function sortedEntries(node: Node): (readonly [key: Node, value: Node])[] {
  return [...node.entries()].sort(([a], [b]) => compareUtf8(a.text, b.text));
}

function scalarCopy(node: Node, problems: Problem[], origin: Origin | undefined): Node {
  // Nothing was written on the way to JSON, so that folded texts and nulls in flows are what they are.
  const value: JsonValue = node.isNull ? null : scalarValue(node, problems, true);
  if (typeof value === 'string') return quoted(value, origin);
  const text =
    typeof value === 'number' || typeof value === 'bigint' ? jsonNumber(value) : String(value);
  return Node.scalar(text, origin, resolvePlain(text, 'kubernetes').tag);
}

function quoted(text: string, origin: Origin | undefined): Node {
  return new Node('scalar', '!!str', text, 'double', [], origin);
}

/** The same place. What was written anew has no comments, whatever stands beside it in the file. */
export function withoutComments(origin: Origin | undefined): Origin | undefined {
  return origin && { source: origin.source.withoutComments(), offset: origin.offset };
}
