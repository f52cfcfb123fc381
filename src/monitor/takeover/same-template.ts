import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import { type FieldPath, formatFieldPath } from '../../model/manifest.ts';
import { sameQuantity } from './quantity.ts';

/**
 * Values that an API server fills in where a pod template says nothing, by the
 * name of their field. One that is missing here only means that a template
 * counts as different.
 */
const DEFAULTS: Readonly<Record<string, readonly JsonValue[]>> = {
  apiVersion: ['v1'],
  defaultMode: [420],
  dnsPolicy: ['ClusterFirst'],
  failureThreshold: [3],
  imagePullPolicy: ['Always', 'IfNotPresent'],
  optional: [false],
  path: ['/'],
  periodSeconds: [10],
  protocol: ['TCP'],
  restartPolicy: ['Always'],
  schedulerName: ['default-scheduler'],
  scheme: ['HTTP'],
  successThreshold: [1],
  terminationGracePeriodSeconds: [30],
  terminationMessagePath: ['/dev/termination-log'],
  terminationMessagePolicy: ['File'],
  timeoutSeconds: [1],
};

/**
 * The first field in which a live template says something else than a template
 * without the server's defaults; `undefined` where both make the same pods.
 */
export function firstDifference(template: JsonObject, live: JsonObject): string | undefined {
  const path = compare(template, live, []);
  return path === undefined ? undefined : formatFieldPath(path);
}

function compare(
  wanted: JsonValue | undefined,
  live: JsonValue | undefined,
  path: FieldPath,
): FieldPath | undefined {
  if (isEmpty(wanted) && isEmpty(live)) return undefined;
  if (Array.isArray(wanted) && Array.isArray(live)) return compareLists(wanted, live, path);
  if (isJsonObject(wanted) && (isJsonObject(live) || live === undefined)) {
    return compareObjects(wanted, live ?? {}, path);
  }
  if (jsonEquals(wanted, live) || areSameAmounts(wanted, live, path)) return undefined;
  return path;
}

function compareObjects(
  wanted: JsonObject,
  live: JsonObject,
  path: FieldPath,
): FieldPath | undefined {
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(live)])) {
    const found = compare(wanted[key], live[key], [...path, key]);
    if (found !== undefined && !(wanted[key] === undefined && isDefault(key, live))) return found;
  }
  return undefined;
}

function compareLists(
  wanted: readonly JsonValue[],
  live: readonly JsonValue[],
  path: FieldPath,
): FieldPath | undefined {
  if (wanted.length !== live.length) return path;
  // tidb-operator writes the user's variables in an order of chance.
  const [a, b] = path.at(-1) === 'env' ? [byName(wanted), byName(live)] : [wanted, live];
  for (const [index, item] of a.entries()) {
    const found = compare(item, b[index], [...path, index]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function byName(list: readonly JsonValue[]): readonly JsonValue[] {
  const nameOf = (item: JsonValue) => String(isJsonObject(item) ? item.name : '');
  return list.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function isDefault(key: string, live: JsonObject): boolean {
  const value = live[key];
  // The older name of the same field, which servers keep equal to it.
  if (key === 'serviceAccount') return value === live.serviceAccountName;
  return DEFAULTS[key]?.some((known) => jsonEquals(known, value)) === true;
}

/** Nothing, `{}`, `[]` and the empty text say the same: an `emptyDir` has its name to tell it by. */
function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every((child) => child === undefined);
}

function areSameAmounts(
  wanted: JsonValue | undefined,
  live: JsonValue | undefined,
  path: FieldPath,
): boolean {
  const isAmount = path.some((step) => step === 'limits' || step === 'requests');
  return isAmount && sameQuantity(String(wanted), String(live));
}
