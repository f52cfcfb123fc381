import { isJsonObject, type JsonValue, jsonEquals } from '../model/json.ts';
import { type FieldPath, type Manifest, valueAt } from '../model/manifest.ts';
import type { DriftedField } from './drifted-field.ts';
import { keysOf } from './proposals/patch-for.ts';

/**
 * Fields in an order in which none moves another: an item that leaves a list
 * moves those after it, so items leave last, the hindmost first.
 */
export function removalsLast(fields: readonly DriftedField[]): readonly DriftedField[] {
  const { stay = [], leave = [] } = Object.groupBy(fields, ({ path, live }) =>
    live === undefined && typeof path.at(-1) === 'number' ? 'leave' : 'stay',
  );
  return [...stay, ...leave.toSorted((a, b) => compareSteps(b.path, a.path))];
}

function compareSteps(a: FieldPath, b: FieldPath): number {
  const at = a.findIndex((step, index) => step !== b[index]);
  const [one, other] = [a[at], b[at]];
  return typeof one === 'number' && typeof other === 'number' ? one - other : 0;
}

/** Whether a path leads through the same items of lists in two versions of an object. */
export function isSamePlace(before: Manifest, after: Manifest, path: FieldPath): boolean {
  return path.every((step, index) => {
    if (typeof step === 'string') return true;
    const list = path.slice(0, index);
    const [old, now] = [valueAt(before, list), valueAt(after, list)];
    return Array.isArray(old) && old[step] !== undefined
      ? Array.isArray(now) && isSameItem(list, old, now, step)
      : true;
  });

  function isSameItem(
    list: FieldPath,
    old: readonly JsonValue[],
    now: readonly JsonValue[],
    step: number,
  ): boolean {
    const [item, other] = [old[step] as JsonValue, now[step]];
    if (!isJsonObject(item)) return jsonEquals(item, other);
    const keys = keysOf(before, list, item);
    // Without keys only their number tells whether items have moved.
    if (keys === undefined) return old.length === now.length;
    return other !== undefined && jsonEquals(keys, keysOf(after, list, other));
  }
}
