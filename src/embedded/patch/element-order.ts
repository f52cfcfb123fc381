import { isJsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';

/**
 * The order of a merged list: what the patch names in the patch's order, what
 * only the server has in the server's order, woven together by the server's.
 */
export function normalizeOrder(
  merged: readonly JsonValue[],
  patchOrder: readonly JsonValue[],
  serverOrder: readonly JsonValue[],
  mergeKey: string | undefined,
): readonly JsonValue[] {
  const keyOf = (item: JsonValue): JsonValue =>
    mergeKey !== undefined && isJsonObject(item) ? (item[mergeKey] ?? null) : item;
  const indexIn = (order: readonly JsonValue[], item: JsonValue): number =>
    order.findIndex((other) => jsonEquals(keyOf(other), keyOf(item)));
  const byOrder = (order: readonly JsonValue[]) => (a: JsonValue, b: JsonValue) =>
    indexIn(order, a) - indexIn(order, b);
  const named = merged.filter((item) => indexIn(patchOrder, item) >= 0).sort(byOrder(patchOrder));
  const others = merged.filter((item) => indexIn(patchOrder, item) < 0).sort(byOrder(serverOrder));
  const woven: JsonValue[] = [];
  let left = others.shift();
  let right = named.shift();
  while (left !== undefined || right !== undefined) {
    const l = left === undefined ? -1 : indexIn(serverOrder, left);
    const r = right === undefined ? -1 : indexIn(serverOrder, right);
    if (left !== undefined && (right === undefined || (l >= 0 && r >= 0 && l < r))) {
      woven.push(left);
      left = others.shift();
    } else if (right !== undefined) {
      woven.push(right);
      right = named.shift();
    }
  }
  return woven;
}
