import type { Origin } from '../../model/yaml/node.ts';
import { BuildError } from '../build-error.ts';
import { splitPath } from '../field-spec.ts';
import type { Node } from '../node.ts';

/**
 * The steps of a path such as `spec.containers.[name=web].image`. Brackets
 * keep dots together: with `=` they pick an element, without they are a key.
 */
export function splitFieldPath(path: string): string[] {
  const parts = splitPath(path, '.');
  const steps: string[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] ?? '';
    if (!part.startsWith('[') || part.endsWith(']')) {
      steps.push(part);
      continue;
    }
    const bracketed = [part];
    while (index < parts.length - 1) {
      index++;
      bracketed.push(parts[index] ?? '');
      if (parts[index]?.endsWith(']')) break;
    }
    const joined = bracketed.join('.');
    steps.push(joined.includes('=') ? joined : joined.replace(/^[[\]]+|[[\]]+$/g, ''));
  }
  return steps;
}

/** A path leads somewhere it cannot lead. */
export class PathError extends Error {}

const NUMBER = /^[-+]?[0-9]+$/;

export function isIndex(step: string): boolean {
  return NUMBER.test(step) && Number(step) >= 0;
}

export function isElement(step: string): boolean {
  return step.startsWith('[') && step.endsWith(']');
}

/** The key and value of `[key=value]`; the key is empty for `[=value]`. */
export function elementKey(step: string): { key: string; value: string } {
  const inner = step.slice(1, -1);
  const equals = inner.indexOf('=');
  if (equals < 0) throw new PathError(`"${step}" names no element: write [key=value]`);
  return { key: inner.slice(0, equals), value: inner.slice(equals + 1) };
}

/** The node at the end of a path; `undefined` where there is none. Throws `PathError`. */
export function lookup(root: Node, steps: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const step of steps.map((each) => each.trim()).filter((each) => each !== '')) {
    node = lookupStep(node, step);
    if (node === undefined) return undefined;
  }
  return node;
}

function lookupStep(node: Node, step: string): Node | undefined {
  if (NUMBER.test(step)) {
    if (Number(step) < 0) throw new PathError(`the index ${step} is negative`);
    return elementsOf(node)[Number(step)];
  }
  if (step === '-') return elementsOf(node).at(-1);
  if (step === '*') throw new PathError('"*" is only for the paths of targets');
  if (isElement(step)) {
    const { key, value } = elementKey(step);
    const elements = elementsOf(node);
    if (key === '') return elements.find((element) => element.text === value);
    return elements.find((element) => element.get(key)?.text === value);
  }
  return fieldOf(node, step);
}

/** The elements of a list; none for null. */
export function elementsOf(node: Node): readonly Node[] {
  if (node.isNull) return [];
  if (node.kind !== 'sequence')
    throw new PathError(`there is a ${node.kind} where a list is expected`);
  return node.content;
}

/** The field of a mapping; none for null. */
export function fieldOf(node: Node, key: string): Node | undefined {
  if (node.isNull) return undefined;
  if (node.kind !== 'mapping') {
    throw new PathError(
      `there is a ${node.kind} where a mapping with the key "${key}" is expected`,
    );
  }
  return node.get(key);
}

/** A path and the place that holds it, or stands for it. */
export interface WrittenPath {
  readonly text: string;
  readonly origin: Origin | undefined;
}

/** Makes a `PathError` an error of the place that holds the path. */
export function atPath<T>(path: WrittenPath, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    if (!(thrown instanceof PathError)) throw thrown;
    throw new BuildError({
      code: 'BAD_FIELD_PATH',
      origin: path.origin,
      what: `the path "${path.text}" does not fit: ${thrown.message}`,
      advice: 'correct the path',
    });
  }
}
