/**
 * JSON as Kubernetes reads it. Integers that a JavaScript number cannot hold
 * exactly are `bigint`; every other number is a `number`.
 */
export type JsonValue = JsonScalar | readonly JsonValue[] | JsonObject;

export type JsonScalar = null | boolean | number | bigint | string;

export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of a JSON value in a fixed order, so that equal values give equal text. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child as JsonValue)]));
}

declare global {
  interface JSON {
    /** ES2025 `JSON.rawJSON`: text that `JSON.stringify` copies as it is. */
    rawJSON(text: string): object;
  }
}

/** `JSON.stringify` that keeps every digit of a `bigint`. */
export function stringifyJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    // There is a bigint in it. Replacers make writing many times slower, so only it pays.
    if (!(thrown instanceof TypeError)) throw thrown;
    return JSON.stringify(value, (_key, child: unknown) =>
      typeof child === 'bigint' ? JSON.rawJSON(child.toString()) : child,
    );
  }
}

/**
 * `JSON.parse` that keeps every digit: integers that a number cannot hold are
 * `bigint`. Throws `SyntaxError` where the text is not JSON.
 */
export function parseJson(text: string): JsonValue {
  // Revivers make parsing many times slower, so only text with long digit runs pays.
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  const revive = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
      ? BigInt(context.source)
      : value;
  return JSON.parse(text, revive);
}

/** Text that is equal exactly when two values are deeply equal: for digests and comparisons. */
export function canonicalJson(value: JsonValue): string {
  return stringifyJson(sorted(value));
}

/** Deep equality of two JSON values; the order of keys does not count. */
export function jsonEquals(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => jsonEquals(item, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  const others = Object.keys(b).filter((key) => b[key] !== undefined);
  return keys.length === others.length && keys.every((key) => jsonEquals(a[key], b[key]));
}
