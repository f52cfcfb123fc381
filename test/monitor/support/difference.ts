import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  jsonEquals,
} from '../../../src/model/json.ts';

/** A field that two objects do not agree about. */
export interface Difference {
  /** Steps from the root: keys, `[3]` in plain lists, `[name=x]` in lists whose items have names. */
  readonly path: readonly string[];
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** What tells the items of a list apart, first found first taken. */
const KEYS = ['name', 'mountPath', 'job_name', 'containerPort'];

/** Every difference of two values; an empty value is the same as none. */
export function differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): readonly Difference[] {
  return compare(withoutEmpty(before), withoutEmpty(after), []);
}

function compare(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
  path: readonly string[],
): readonly Difference[] {
  if (jsonEquals(a, b)) return [];
  const key = keyOf(a, b);
  if (key !== undefined && Array.isArray(a) && Array.isArray(b)) return ofKeyed(a, b, key, path);
  if (Array.isArray(a) && Array.isArray(b)) {
    const indexes = Array.from({ length: Math.max(a.length, b.length) }, (_, index) => index);
    return indexes.flatMap((index) => compare(a[index], b[index], [...path, `[${index}]`]));
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((step) => compare(a[step], b[step], [...path, step]));
  }
  return [{ path, before: a, after: b }];
}

function ofKeyed(
  a: readonly JsonValue[],
  b: readonly JsonValue[],
  key: string,
  path: readonly string[],
): readonly Difference[] {
  const [left, right] = [byKey(a, key), byKey(b, key)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const found = names.flatMap((name) =>
    compare(left.get(name), right.get(name), [...path, `[${key}=${name}]`]),
  );
  const common = (side: ReadonlyMap<string, JsonValue>) =>
    [...side.keys()].filter((name) => left.has(name) && right.has(name));
  const [before, after] = [common(left), common(right)];
  return jsonEquals(before, after)
    ? found
    : [...found, { path: [...path, '[order]'], before, after }];
}

function keyOf(a: JsonValue | undefined, b: JsonValue | undefined): string | undefined {
  if (!Array.isArray(a) || !Array.isArray(b)) return undefined;
  return KEYS.find((key) => {
    const unique = [a, b].every((list) => byKey(list, key).size === list.length);
    return unique && [...a, ...b].every((item) => isJsonObject(item) && item[key] !== undefined);
  });
}

function byKey(list: readonly JsonValue[], key: string): ReadonlyMap<string, JsonValue> {
  return new Map(list.filter(isJsonObject).map((item: JsonObject) => [String(item[key]), item]));
}

/** As Kubernetes and Go read it: nulls and empty values are not there, but an `emptyDir` is. */
function withoutEmpty(value: JsonValue | undefined, key = ''): JsonValue | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutEmpty(item) ?? null);
    return items.length === 0 ? undefined : items;
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value)
    .map(([name, child]) => [name, withoutEmpty(child, name)] as const)
    .filter(([, child]) => child !== undefined);
  return entries.length === 0 && key !== 'emptyDir' ? undefined : Object.fromEntries(entries);
}
