import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { FieldPath } from '../model/manifest.ts';

/** The value with one field set, or without it; what is on the way is made where it is missing. */
export function withField(
  root: JsonValue | undefined,
  path: FieldPath,
  value: JsonValue | undefined,
): JsonValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const items: readonly JsonValue[] = Array.isArray(root) ? root : [];
    const child = withField(items[step], rest, value);
    return child === undefined
      ? items.filter((_, index) => index !== step)
      : [...items.slice(0, step), child, ...items.slice(step + 1)];
  }
  const fields: JsonObject = isJsonObject(root) ? root : {};
  const { [step]: old, ...others } = fields;
  const child = withField(old, rest, value);
  if (child === undefined) return others;
  // An existing field keeps its place.
  return step in fields ? { ...fields, [step]: child } : { ...others, [step]: child };
}

/** The value without the empty maps and lists on the way to a field. */
export function withoutEmptyOnTheWay(root: JsonValue | undefined, path: FieldPath): JsonValue {
  let result = root ?? {};
  for (let length = path.length - 1; length > 0; length--) {
    const way = path.slice(0, length);
    const at = way.reduce<JsonValue | undefined>(
      (value, step) =>
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string | number, JsonValue | undefined>>)[step]
          : undefined,
      result,
    );
    const isEmpty = typeof at === 'object' && at !== null && Object.keys(at).length === 0;
    if (isEmpty || at === null) result = withField(result, way, undefined) ?? {};
  }
  return result;
}
