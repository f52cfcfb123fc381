import { isJsonObject, type JsonValue, jsonEquals } from './json.ts';

/** What one key of a field tree stands for in a value. */
export interface SelectedField {
  /** The key of an object or the index in a list. */
  readonly step: string | number;
  readonly value: JsonValue;
}

/**
 * Resolves one key of a field tree (`f:name`, `k:{"name":"a"}`, `v:"a"`, `i:0`)
 * in a value. `undefined` where the value holds no such field.
 */
export function selectField(value: JsonValue | undefined, key: string): SelectedField | undefined {
  const argument = key.slice(2);
  if (key.startsWith('f:')) {
    const child = isJsonObject(value) ? value[argument] : undefined;
    return child === undefined ? undefined : { step: argument, value: child };
  }
  if (!Array.isArray(value)) return undefined;
  const index = indexOfItem(value, key.slice(0, 2), argument);
  const item = value[index];
  return item === undefined ? undefined : { step: index, value: item };
}

function indexOfItem(list: readonly JsonValue[], type: string, argument: string): number {
  if (type === 'i:') return Number(argument);
  // `.` stands for the value itself, which is none of its items.
  if (type !== 'v:' && type !== 'k:') return -1;
  const wanted = JSON.parse(argument) as JsonValue;
  if (type === 'v:') return list.findIndex((item) => jsonEquals(item, wanted));
  if (!isJsonObject(wanted)) return -1;
  return list.findIndex((item) => isJsonObject(item) && hasKeys(item, wanted));
}

function hasKeys(item: { readonly [key: string]: JsonValue | undefined }, wanted: object): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    // The one list key with a default: desired objects mostly leave it out.
    const actual = item[name] ?? (name === 'protocol' ? 'TCP' : undefined);
    return jsonEquals(actual, value as JsonValue);
  });
}
