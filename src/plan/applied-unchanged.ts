import { selectField } from '../model/field-selector.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../model/json.ts';
import { type FieldTree, isOurs, isReplaced, managedFieldsOf } from '../model/managed-fields.ts';
import type { Manifest } from '../model/manifest.ts';

/**
 * Whether applying `desired` certainly changes nothing: we own exactly the
 * desired fields, and each has the desired value. Conservative: `false` only
 * means that the server has to be asked.
 */
export function appliedUnchanged(desired: Manifest, live: Manifest): boolean {
  const entries = managedFieldsOf(live);
  if (entries.some(isReplaced)) return false;
  const ours = entries.find(isOurs);
  if (ours === undefined || ours.apiVersion !== desired.apiVersion) return false;
  // Nobody owns what identifies an object.
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = desired;
  const { name: _name, namespace: _namespace, ...ownable } = metadata;
  return matches(ours.fields, { ...rest, metadata: ownable }, live);
}

function matches(tree: FieldTree, desired: JsonValue, live: JsonValue): boolean {
  const keys = Object.keys(tree).filter((key) => key !== '.');
  if (keys.length === 0) return jsonEquals(desired, live);
  const size = Array.isArray(desired)
    ? desired.length
    : isJsonObject(desired)
      ? sizeOf(desired)
      : -1;
  // Each key selects another field: as many keys as fields means the same fields.
  if (keys.length !== size) return false;
  const steps: Step[] = [];
  for (const key of keys) {
    const step = matchStep(tree, key, desired, live);
    if (step === undefined) return false;
    steps.push(step);
  }
  return !Array.isArray(desired) || sameOrder(steps);
}

interface Step {
  readonly desired: string | number;
  readonly live: string | number;
}

function matchStep(
  tree: FieldTree,
  key: string,
  desired: JsonValue,
  live: JsonValue,
): Step | undefined {
  const child = tree[key];
  const wanted = selectField(desired, key);
  const actual = selectField(live, key);
  if (!isJsonObject(child) || wanted === undefined || actual === undefined) return undefined;
  if (!matches(child, wanted.value, actual.value)) return undefined;
  return { desired: wanted.step, live: actual.step };
}

function sizeOf(value: JsonObject): number {
  return Object.values(value).filter((child) => child !== undefined).length;
}

/** Whether the items of a list stand in the same order, whatever others put between them. */
function sameOrder(steps: readonly Step[]): boolean {
  const sorted = steps.toSorted((a, b) => Number(a.desired) - Number(b.desired));
  return sorted.every(
    ({ live }, index) => index === 0 || Number(sorted[index - 1]?.live) < Number(live),
  );
}
