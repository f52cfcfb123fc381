import { BuildError } from '../build-error.ts';
import type { Node } from '../node.ts';

/** The first element whose fields have the values; for the key `""`, the first scalar that has the text. */
export function findElement(
  list: Node,
  keys: readonly string[],
  values: readonly string[],
): Node | undefined {
  if (keys.length === 0 || keys[0] === '') {
    return list.content.find((element) => element.text === (values[0] ?? ''));
  }
  if (keys.length !== values.length) return undefined;
  return list.content.find(
    (element) =>
      element.kind === 'mapping' &&
      keys.every((key, index) => element.get(key)?.text === values[index]),
  );
}

/**
 * Replaces the elements whose fields have the values, or adds the element
 * where there is none; without an element, removes them. Elements that are
 * empty are dropped on the way, as kustomize does.
 */
export function setElement(
  list: Node,
  keys: readonly string[],
  values: readonly string[],
  element: Node | undefined,
): void {
  const wanted = keys.length === 0 ? [''] : keys;
  const content: Node[] = [];
  let found = false;
  for (const candidate of list.content) {
    const fate = fateOf(candidate, wanted, values);
    if (fate === 'keep') content.push(candidate);
    if (fate !== 'match') continue;
    found = true;
    if (element !== undefined) content.push(element);
  }
  list.content = content;
  if (element !== undefined && !element.isNull && !found) list.content.push(element);
}

function fateOf(
  candidate: Node,
  keys: readonly string[],
  values: readonly string[],
): 'keep' | 'drop' | 'match' {
  const isEmpty = candidate.kind === 'mapping' && candidate.content.length === 0;
  if (candidate.isNull || isEmpty) return 'drop';
  const forMappings = (keys[0] ?? '') !== '' && (values[0] ?? '') !== '';
  if (forMappings && candidate.kind !== 'mapping') return 'keep';
  if (matches(candidate, keys, values)) return 'match';
  return values.length > 0 ? 'keep' : 'drop';
}

function matches(element: Node, keys: readonly string[], values: readonly string[]): boolean {
  let value: Node | undefined;
  for (const [index, key] of keys.entries()) {
    if (index < values.length) value = matchField(element, key, values[index] ?? '');
    if (value === undefined) return false;
  }
  return true;
}

/** The field of that value; any value where the wanted one is empty. */
function matchField(element: Node, key: string, wanted: string): Node | undefined {
  if (key === '') {
    if (element.kind !== 'scalar') throw notA(element, 'scalar');
    return element.value === wanted ? element : undefined;
  }
  if (element.kind !== 'mapping') throw notA(element, 'mapping');
  const field = element.get(key);
  return field !== undefined && (wanted === '' || field.text === wanted) ? field : undefined;
}

export function notA(node: Node, kind: string): BuildError {
  return new BuildError({
    code: 'FIELD_TYPE',
    origin: node.origin,
    what: `this is a ${node.kind}, where a ${kind} is expected`,
    advice: `make it a ${kind}`,
  });
}
