import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { FieldPath, Manifest } from '../model/manifest.ts';

/**
 * An object without some of its fields: applied so, it leaves them to whoever
 * wrote them last. What identifies the object stays.
 */
export function withoutFields(manifest: Manifest, paths: readonly FieldPath[]): Manifest {
  return paths.length === 0 ? manifest : (strip(manifest, paths) as Manifest);
}

function strip(value: JsonValue, paths: readonly FieldPath[]): JsonValue {
  const below = (step: string | number) =>
    paths.filter(([first]) => first === step).map((path) => path.slice(1));
  const isGone = (rest: readonly FieldPath[]) => rest.some((path) => path.length === 0);
  if (Array.isArray(value)) {
    return value.flatMap((item: JsonValue, index) => {
      const rest = below(index);
      return isGone(rest) ? [] : [rest.length === 0 ? item : strip(item, rest)];
    });
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const rest = below(key);
    if (isGone(rest)) return [];
    return [[key, rest.length === 0 || child === undefined ? child : strip(child, rest)] as const];
  });
  return Object.fromEntries(entries);
}
