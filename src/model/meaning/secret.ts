import type { FieldChange } from '../change.ts';
import { isJsonObject, type JsonValue, jsonEquals } from '../json.ts';

/** That a value changed, and which: never what it is. */
export function secretMeaning({ path, before, after }: FieldChange): readonly string[] {
  const [root, key] = path;
  if (root !== 'data' && root !== 'stringData') return [];
  const entries = (value: JsonValue | undefined) =>
    entriesOf(key === undefined ? value : { [key]: value });
  const [old, now] = [entries(before), entries(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    if (jsonEquals(old.get(name), now.get(name))) return [];
    const what = !old.has(name) ? 'added' : now.has(name) ? 'changed' : 'removed';
    // Without a colon: what follows a credential's name and a colon is masked.
    return [`value ${name} ${what}`];
  });
}

function entriesOf(value: JsonValue | undefined): ReadonlyMap<string, JsonValue> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return new Map(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}
