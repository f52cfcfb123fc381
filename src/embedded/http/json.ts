import { type JsonValue, stringifyJson } from '../../model/json.ts';

/** Longer runs of digits may not fit a JavaScript number. */
const LONG_NUMBER = /\d{16}/;

/** `JSON.parse` that keeps integers a JavaScript number cannot hold. */
export function parseJson(text: string): JsonValue {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source: string }) => {
    const source = context?.source;
    if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value))
      return value;
    return /^-?\d+$/.test(source) ? BigInt(source) : value;
  });
}

/** `JSON.stringify`, with the detour that a `bigint` needs only where there is one. */
export function printJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    if (thrown instanceof TypeError) return stringifyJson(value);
    throw thrown;
  }
}
