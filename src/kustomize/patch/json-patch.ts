import { canonicalJson } from '../../model/json.ts';
import type { Budget } from '../budget.ts';
import { BuildError } from '../build-error.ts';
import { Node } from '../node.ts';
import { nodeToJson } from '../node-to-json.ts';
import { childOf, findParent, indexOf, parsePointer, pathError } from './json-pointer.ts';
import { normalizeLikeJson } from './normalize-json.ts';

type Operation = (root: Node) => Node;

/**
 * Reads a JSON 6902 patch. The result applies it to an object's root, in
 * place, and gives the root afterwards. As in kustomize the object passes
 * through JSON with float64 numbers: integers beyond 2^53 lose digits.
 */
export function compileJsonPatch(list: Node, budget: Budget): (root: Node) => Node {
  // As in kustomize an operation is looked at when there is something to apply it to.
  return (root) =>
    list.content.reduce(
      (current, operation) => compileOperation(operation, budget)(current),
      normalizeLikeJson(root),
    );
}

function compileOperation(operation: Node, budget: Budget): Operation {
  budget.spendSteps(1);
  if (operation.kind !== 'mapping') {
    throw badOperation(operation, 'this is no operation', 'write a mapping with op and path');
  }
  const name = operation.get('op');
  const path = operation.get('path');
  if (name === undefined || path === undefined) {
    const what = `the operation has no ${name === undefined ? 'op' : 'path'}`;
    throw badOperation(operation, what, 'add it');
  }
  switch (name.text) {
    case 'add':
      return (root) => add(root, path, operandOf(operation, budget));
    case 'replace':
      return (root) => replace(root, path, operandOf(operation, budget));
    case 'remove':
      return (root) => remove(root, path);
    case 'test':
      return (root) => test(root, path, operation.get('value'));
    case 'move':
      return (root) => move(root, fromOf(operation), path);
    case 'copy':
      return (root) => add(root, path, copyOf(root, fromOf(operation), budget));
    default:
      throw badOperation(
        name,
        `there is no operation "${name.text}"`,
        'write add, remove, replace, move, copy or test',
      );
  }
}

function badOperation(node: Node, what: string, advice: string): BuildError {
  return new BuildError({ code: 'BAD_JSON_PATCH', origin: node.origin, what, advice });
}

/** A copy of the operation's value, as it is used more than once. */
function operandOf(operation: Node, budget: Budget): Node {
  const value = operation.get('value');
  if (value === undefined) return Node.scalar('null', operation.origin, '!!null');
  budget.spendContent(value);
  return normalizeLikeJson(value);
}

function fromOf(operation: Node): Node {
  const from = operation.get('from');
  if (from === undefined) throw badOperation(operation, 'the operation has no from', 'add it');
  return from;
}

function parentOf(root: Node, pointer: Node): { parent: Node; key: string } {
  const keys = parsePointer(pointer);
  const parent = keys.length === 0 ? undefined : findParent(root, keys);
  if (parent === undefined) {
    throw pathError(
      pointer,
      `the path "${pointer.text}" does not lead to anything`,
      'add its parents first, or correct it',
    );
  }
  return { parent, key: keys.at(-1) ?? '' };
}

function lookup(root: Node, pointer: Node): Node | undefined {
  const { parent, key } = parentOf(root, pointer);
  return childOf(parent, key);
}

function resolve(root: Node, pointer: Node): Node {
  const value = lookup(root, pointer);
  if (value === undefined) throw missing(pointer);
  return value;
}

/** What is copied; a key that is not there counts as null. */
function copyOf(root: Node, pointer: Node, budget: Budget): Node {
  const { parent, key } = parentOf(root, pointer);
  const value = childOf(parent, key);
  if (value !== undefined) {
    budget.spendContent(value);
    return value.clone();
  }
  if (parent.kind !== 'mapping') throw missing(pointer);
  return Node.scalar('null', pointer.origin, '!!null');
}

function missing(pointer: Node): BuildError {
  const what = `there is nothing at the path "${pointer.text}"`;
  return pathError(pointer, what, 'use add, or correct the path');
}

function add(root: Node, pointer: Node, value: Node): Node {
  const { parent, key } = parentOf(root, pointer);
  if (parent.kind === 'mapping') {
    put(parent, key, value, pointer);
    return root;
  }
  if (key === '-') {
    parent.content.push(value);
    return root;
  }
  const length = parent.content.length;
  // Negative indexes count from behind the last element.
  const at = key.startsWith('-') ? Number(key) + length + 1 : indexOf(parent, key, length);
  if (at === undefined || !(at >= 0)) throw outOfRange(pointer, length);
  parent.content.splice(at, 0, value);
  return root;
}

function outOfRange(pointer: Node, length: number): BuildError {
  return pathError(
    pointer,
    `the index at the end of "${pointer.text}" is out of range: the list has ${length} elements`,
    'correct the index',
  );
}

function put(parent: Node, key: string, value: Node, pointer: Node): void {
  const index = parent.indexOf(key);
  if (index >= 0) parent.content[index + 1] = value;
  else parent.content.push(new Node('scalar', '!!str', key, 'plain', [], pointer.origin), value);
}

function replace(root: Node, pointer: Node, value: Node): Node {
  if (pointer.text === '') return value;
  const { parent, key } = parentOf(root, pointer);
  if (parent.kind === 'mapping') {
    // kustomize's library replaces keys that are not there.
    put(parent, key, value, pointer);
    return root;
  }
  const index = indexOf(parent, key, parent.content.length - 1);
  if (index === undefined) throw outOfRange(pointer, parent.content.length);
  parent.content[index] = value;
  return root;
}

function remove(root: Node, pointer: Node): Node {
  const { parent, key } = parentOf(root, pointer);
  if (parent.kind === 'mapping') {
    if (parent.remove(key) === undefined) throw missing(pointer);
    return root;
  }
  const index = indexOf(parent, key, parent.content.length - 1);
  if (index === undefined) throw outOfRange(pointer, parent.content.length);
  parent.content.splice(index, 1);
  return root;
}

function move(root: Node, from: Node, pointer: Node): Node {
  const value = resolve(root, from);
  return add(remove(root, from), pointer, value);
}

function test(root: Node, pointer: Node, expected: Node | undefined): Node {
  const found = pointer.text === '' ? root : lookup(root, pointer);
  const isNull = (node: Node | undefined) => node === undefined || node.isNull;
  const same =
    isNull(found) || isNull(expected)
      ? isNull(found) === isNull(expected)
      : found !== undefined &&
        expected !== undefined &&
        canonicalJson(nodeToJson(found, [])) ===
          canonicalJson(nodeToJson(normalizeLikeJson(expected), []));
  if (same) return root;
  throw new BuildError({
    code: 'PATCH_TEST',
    origin: pointer.origin,
    what: `the value at "${pointer.text}" is not the one that is tested for`,
    advice: 'correct the patch or what it patches',
  });
}
