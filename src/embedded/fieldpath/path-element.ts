import { isJsonObject, type JsonValue, stringifyJson } from '../../model/json.ts';
import { compareText } from '../../model/object-id.ts';

/**
 * One step of a field path, written as `FieldsV1` writes it: `f:name` a field,
 * `k:{"name":"a"}` an item of a list by its keys, `v:"a"` an item of a set by
 * its value, `i:0` an item by its index.
 */
export type PathElement = string;

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** An item of an associative list; `keys` need not be sorted. */
export function keyElement(keys: readonly (readonly [string, JsonValue])[]): PathElement {
  const sorted = keys.length < 2 ? keys : [...keys].sort(([a], [b]) => compareText(a, b));
  return `k:${stringifyJson(Object.fromEntries(sorted))}`;
}

export function valueElement(value: JsonValue): PathElement {
  return `v:${stringifyJson(value)}`;
}

export function indexElement(index: number): PathElement {
  return `i:${index}`;
}

/** A value as the API server prints it inside `[…]`. */
function printValue(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : stringifyJson(value as JsonValue);
}

/** `.name`, `[name="a"]`, `[="a"]` or `[0]`: how messages write a step. */
export function printElement(element: PathElement): string {
  const content = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${content}`;
    case 'k': {
      const keys = Object.entries(JSON.parse(content) as Record<string, unknown>);
      return `[${keys.map(([name, value]) => `${name}=${printValue(value)}`).join(',')}]`;
    }
    case 'v':
      return `[=${printValue(JSON.parse(content))}]`;
    default:
      return `[${content}]`;
  }
}

export function printPath(path: readonly PathElement[]): string {
  return path.map(printElement).join('');
}

const ORDER_OF_TYPES = 'fkvi';
const ORDER_OF_VALUES = ['number', 'bigint', 'string', 'boolean', 'object'];

function compareScalars(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return ORDER_OF_VALUES.indexOf(typeof a) - ORDER_OF_VALUES.indexOf(typeof b);
}

function compareKeys(a: unknown, b: unknown): number {
  if (!isJsonObject(a) || !isJsonObject(b)) return 0;
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareText(name, other[0]) || compareScalars(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The order in which the API server lists fields: fields, keys, values, indexes. */
export function compareElements(a: PathElement, b: PathElement): number {
  const type = ORDER_OF_TYPES.indexOf(a[0] ?? '') - ORDER_OF_TYPES.indexOf(b[0] ?? '');
  if (type !== 0) return type;
  const left = a.slice(2);
  const right = b.slice(2);
  switch (a[0]) {
    case 'k':
      return compareKeys(JSON.parse(left), JSON.parse(right));
    case 'v':
      return compareScalars(JSON.parse(left), JSON.parse(right));
    case 'i':
      return Number(left) - Number(right);
    default:
      return compareText(left, right);
  }
}
