import type { Node } from '../node.ts';

/** The values of the merge keys of each element; empty text where a key is missing. */
export function elementValues(list: Node, keys: readonly string[]): string[][] {
  return list.content.map((element) =>
    keys.map((key) => {
      const field = element.get(key);
      return field === undefined || field.isEmpty ? '' : field.text;
    }),
  );
}

/** Whether each element of a list has all keys, and no two have the same values. */
export function areToldApart({ content }: Node, keys: readonly string[]): boolean {
  if (keys.length === 0 || content.length === 0) return false;
  const seen = new Set<string>();
  for (const element of content) {
    if (element.kind !== 'mapping') return false;
    let values = '';
    for (const key of keys) {
      const field = element.get(key);
      if (field === undefined || field.isEmpty || field.text === '') return false;
      values += `${field.text}\n`;
    }
    seen.add(values);
  }
  return seen.size === content.length;
}

/** The different values of the elements of lists, in order of appearance. */
export function distinctValues(lists: readonly (readonly string[])[][]): string[][] {
  const seen = new Set<string>();
  const result: string[][] = [];
  for (const values of lists.flat()) {
    const text = JSON.stringify(values);
    if (values.length === 0 || seen.has(text)) continue;
    seen.add(text);
    result.push([...values]);
  }
  return result;
}

/**
 * Makes one of values that agree where both have something: a port with a
 * protocol and the same port without one are the same.
 */
export function unifyValues(valuesList: string[][]): void {
  for (let i = 0; i < valuesList.length; i++) {
    const first = valuesList[i] ?? [];
    for (let j = 0; j < valuesList.length; j++) {
      const unified = unify(first, valuesList[j] ?? []);
      if (unified === undefined) continue;
      valuesList[i] = unified;
      valuesList[j] = unified;
    }
  }
}

function unify(first: readonly string[], second: readonly string[]): string[] | undefined {
  if (first.length !== second.length) return undefined;
  let common = false;
  const result: string[] = [];
  for (const [index, value] of first.entries()) {
    const other = second[index] ?? '';
    if (value === other) common = true;
    else if (value !== '' && other !== '') return undefined;
    result.push(value === '' ? other : value);
  }
  return common ? result : undefined;
}

/** The keys that any element has, and the values for them; all keys where none has any. */
export function usableKeys(
  valuesList: readonly (readonly string[])[],
  values: readonly string[],
  keys: readonly string[],
): { keys: readonly string[]; values: readonly string[] } {
  const used = keys.map((_key, index) => valuesList.some((each) => (each[index] ?? '') !== ''));
  if (!used.includes(true)) return { keys, values };
  return {
    keys: keys.filter((_key, index) => used[index]),
    values: values.filter((value, index) => value !== '' || used[index]),
  };
}
