import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';

/** RFC 7386: maps merge, `null` removes, everything else replaces. */
export function mergePatch(original: JsonValue | undefined, patch: JsonObject): JsonObject {
  const merged: Record<string, JsonValue | undefined> = isJsonObject(original)
    ? { ...original }
    : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (isJsonObject(value)) merged[key] = mergePatch(merged[key], value);
    else merged[key] = value;
  }
  return merged;
}
