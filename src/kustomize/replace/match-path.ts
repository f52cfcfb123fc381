import { Node, type NodeKind } from '../node.ts';
import {
  elementKey,
  elementsOf,
  fieldOf,
  isElement,
  isIndex,
  PathError,
} from '../select/field-path.ts';
import { compileExpression, type Matches } from '../select/regular-expression.ts';
import { parseStructured, scalarYaml } from './structured-text.ts';

/**
 * Every node that a path of a replacement's target leads to: `*` is every
 * element, `[key=value]` those whose value the regular expression finds. With
 * `create` missing parts are added, the last one of that kind. Throws `PathError`.
 */
export function matchPath(
  node: Node,
  steps: readonly string[],
  create: NodeKind | undefined,
): Node[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [node];
  if (isIndex(step)) return matchIndex(node, Number(step), rest, create);
  if (isElement(step)) return matchElements(node, step, rest, create);
  if (step === '*') return elementsOf(node).flatMap((element) => matchPath(element, rest, create));
  return matchField(node, step, rest, create);
}

/** What a missing part is created as, by the part that follows it. */
function kindFor(next: string | undefined, last: NodeKind): NodeKind {
  if (next === undefined || next === '') return last;
  return isElement(next) || isIndex(next) ? 'sequence' : 'mapping';
}

function createNode(kind: NodeKind, near: Node): Node {
  return new Node(kind, '', '', 'plain', [], near.origin);
}

function matchField(
  node: Node,
  key: string,
  rest: readonly string[],
  create: NodeKind | undefined,
): Node[] {
  let field = fieldOf(node, key);
  if (field === undefined) {
    if (create === undefined) return [];
    field = createNode(kindFor(rest[0], create), node);
    node.set(key, field);
  }
  // What is found in the text of a scalar is a copy: setting it changes nothing.
  if (field.kind === 'scalar' && rest.length > 0) {
    return matchPath(parseStructured(field), rest, create);
  }
  return matchPath(field, rest, create);
}

function matchIndex(
  node: Node,
  index: number,
  rest: readonly string[],
  create: NodeKind | undefined,
): Node[] {
  const elements = [...elementsOf(node)];
  if (elements.length === index && create !== undefined) {
    const created = createNode(kindFor(rest[0], create), node);
    elements.push(created);
    append(node, created);
  }
  const element = elements[index];
  if (element === undefined) {
    throw new PathError(`there are only ${elements.length} elements, none with index ${index}`);
  }
  return matchPath(element, rest, create);
}

function matchElements(
  node: Node,
  step: string,
  rest: readonly string[],
  create: NodeKind | undefined,
): Node[] {
  const { key, value } = elementKey(step);
  const pattern = compilePattern(value);
  const find = (elements: readonly Node[]) => findElements(elements, key, pattern, rest, create);
  const found = find([...elementsOf(node)]);
  if (create === undefined || found.length > 0) return found;
  const scalar = Node.scalar(value, node.origin);
  const element = key === '' ? scalar : new Node('mapping', '', '', 'plain', [], node.origin);
  if (key !== '') element.content.push(Node.scalar(key, node.origin), scalar);
  append(node, element);
  const again = find([element]);
  if (again.length > 0) return again;
  throw new PathError(`"${step}" finds nothing, and what it creates neither`);
}

/** Adds an element; what is added to a null is lost, as in kustomize. */
function append(list: Node, element: Node): void {
  if (list.kind === 'sequence') list.content.push(element);
}

function findElements(
  elements: readonly Node[],
  key: string,
  matches: Matches,
  rest: readonly string[],
  create: NodeKind | undefined,
): Node[] {
  if (key === '') return elements.filter((element) => matches(scalarYaml(element)));
  return elements.flatMap((element) => {
    const value = element.get(key);
    const isMatch = value !== undefined && matches(scalarYaml(value));
    return isMatch ? matchPath(element, rest, create) : [];
  });
}

function compilePattern(source: string): Matches {
  try {
    return compileExpression(source);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new PathError(`"${source}" is no regular expression: ${thrown.message}`);
  }
}
