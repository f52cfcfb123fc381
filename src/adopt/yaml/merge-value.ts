import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { editText, type TextEdit } from '../text-edit.ts';
import { addBelow, changePlace } from './change-place.ts';
import { jsonOf } from './located-node.ts';
import { childrenOf, type Place } from './place.ts';
import type { WriteStyle } from './write-value.ts';

/**
 * The edits that bring the fields of a patch into a patch that is there, which
 * says the rest as before. Items of lists are the same where they agree in
 * `keys`, the fields that tell the items of a list apart.
 */
export function mergeValue(
  text: string,
  place: Place,
  patch: JsonObject,
  keys: readonly string[],
  style: WriteStyle,
): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const field = childPlace(place, key);
    const found =
      field === undefined
        ? addBelow(text, place, [key], value, style)
        : mergeField(text, field, value, keys, style);
    if (found === undefined) return undefined;
    edits.push(...found);
  }
  return editText(text, edits) === undefined ? undefined : edits;
}

function mergeField(
  text: string,
  place: Place,
  value: JsonValue,
  keys: readonly string[],
  style: WriteStyle,
): readonly TextEdit[] | undefined {
  if (isJsonObject(value) && place.node.kind === 'mapping') {
    return mergeValue(text, place, value, keys, style);
  }
  const isKeyed = Array.isArray(value) && value.length === 1 && isJsonObject(value[0]);
  const shared = isKeyed ? keys.filter((key) => (value[0] as JsonObject)[key] !== undefined) : [];
  if (place.node.kind !== 'sequence' || shared.length === 0) {
    return changePlace(text, place, value, style);
  }
  const [item] = value as readonly [JsonObject];
  const same = childrenOf(place).find(({ node }) => {
    const there = jsonOf(node);
    return isJsonObject(there) && shared.every((key) => there[key] === item[key]);
  });
  if (same === undefined) return addBelow(text, place, [Number.MAX_SAFE_INTEGER], item, style);
  const at = { ...place, ...same, path: [...place.path, ...same.path] };
  return mergeValue(text, at, item, keys, style);
}

function childPlace(place: Place, key: string): Place | undefined {
  const child = childrenOf(place).findLast(({ path }) => path[0] === key);
  return child && { ...place, ...child, path: [...place.path, key] };
}
