import { isJsonObject, type JsonValue, stringifyJson } from '../../model/json.ts';

/** A value as Go's `%v` prints it: `map[a:1 b:[x y]]`. */
export function printGoValue(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(printGoValue).join(' ')}]`;
  if (isJsonObject(value)) {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${key}:${printGoValue(value[key])}`).join(' ')}]`;
  }
  if (value === null || value === undefined) return '<nil>';
  return typeof value === 'string' ? value : stringifyJson(value);
}
