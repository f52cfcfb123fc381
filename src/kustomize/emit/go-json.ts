import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { compareUtf8 } from '../resource.ts';
import { jsonNumber } from './number-text.ts';

/** JSON as Go's `encoding/json` writes it: sorted keys, and `<`, `>`, `&` and two separators escaped. */
export function goJson(value: JsonValue): string {
  if (typeof value === 'string') return goString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object') return jsonNumber(value);
  if (!isJsonObject(value)) return `[${value.map(goJson).join(',')}]`;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  entries.sort(([a], [b]) => compareUtf8(a, b));
  return `{${entries.map(([key, child]) => `${goString(key)}:${goJson(child ?? null)}`).join(',')}}`;
}

function goString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
