import type { JsonObject, JsonValue } from '../../model/json.ts';

/** Sets fields that are not set; an empty text counts as not set, as it does in Go. */
export function setMissing(
  value: JsonObject,
  defaults: Readonly<Record<string, JsonValue>>,
): JsonObject {
  const result: Record<string, JsonValue | undefined> = { ...value };
  for (const [key, fallback] of Object.entries(defaults)) {
    const current = result[key];
    if (current === undefined || current === null || current === '') result[key] = fallback;
  }
  return result;
}
