import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import { type FieldPath, type Manifest, valueAt } from '../../model/manifest.ts';
import type { FieldChange } from '../drifted-field.ts';
import { withField } from '../with-field.ts';

/** The fields that tell the items of a list apart, by the name of the list, as Kubernetes merges them. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  env: ['name'],
  ephemeralContainers: ['name'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  secrets: ['name'],
  topologySpreadConstraints: ['topologyKey'],
  volumeDevices: ['devicePath'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
  webhooks: ['name'],
};

/** All of them, for patches that are there already. */
export const allMergeKeys: readonly string[] = [
  ...new Set([...Object.values(mergeKeys).flat(), 'containerPort', 'port']),
];

/**
 * Strategic merge patches that make a change: one that names the items of lists
 * by their keys, and, where there are lists on the way, one that gives the
 * outermost list anew.
 */
export function patchesFor(manifest: Manifest, change: FieldChange): readonly JsonObject[] {
  const keyed = patchBelow(manifest, manifest, [], change);
  const whole = wholeList(manifest, change);
  return [keyed, whole].filter((patch) => isJsonObject(patch));
}

/** Patches that make several changes together. */
export function patchesForAll(
  manifest: Manifest,
  changes: readonly FieldChange[],
): readonly JsonObject[] {
  const [first = [], ...rest] = changes.map((change) => patchesFor(manifest, change));
  return rest.reduce(
    (joined, next) => joined.flatMap((one) => next.flatMap((other) => joinPatches(one, other))),
    first,
  );
}

/** None where both say something else of one field, or of one list. */
function joinPatches(a: JsonObject, b: JsonObject): readonly JsonObject[] {
  const joined: Record<string, JsonValue | undefined> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const known = joined[key];
    if (known === undefined || jsonEquals(known, value)) joined[key] = value;
    else {
      const [both] = isJsonObject(known) && isJsonObject(value) ? joinPatches(known, value) : [];
      if (both === undefined) return [];
      joined[key] = both;
    }
  }
  return [joined];
}

function patchBelow(
  manifest: Manifest,
  value: JsonValue | undefined,
  done: FieldPath,
  change: FieldChange,
): JsonValue | undefined {
  const [step, ...rest] = change.path.slice(done.length);
  if (step === undefined) return change.after ?? null;
  if (typeof step === 'string') {
    const child = isJsonObject(value) ? value[step] : undefined;
    const patch = patchBelow(manifest, child, [...done, step], change);
    return patch === undefined ? undefined : { [step]: patch };
  }
  const item = Array.isArray(value) ? (value[step] as JsonValue | undefined) : undefined;
  // What Git does not have yet brings its key along.
  if (item === undefined) return rest.length === 0 && change.after ? [change.after] : undefined;
  const keys = keysOf(manifest, done, item);
  if (keys === undefined) return undefined;
  if (rest.length > 0) {
    const patch = patchBelow(manifest, item, [...done, step], change);
    return isJsonObject(patch) ? [{ ...keys, ...patch }] : undefined;
  }
  return change.after === undefined ? [{ ...keys, $patch: 'delete' }] : [change.after];
}

/** What tells an item of a list apart; `undefined` where nothing is known to. */
export function keysOf(
  manifest: Manifest,
  list: FieldPath,
  item: JsonValue,
): JsonObject | undefined {
  const name = String(list.at(-1));
  const inService = manifest.kind === 'Service' ? ['port'] : ['containerPort'];
  const names = name === 'ports' ? inService : (mergeKeys[name] ?? []);
  if (!isJsonObject(item) || names.length === 0) return undefined;
  const keys = names.map((key) => [key, item[key]] as const);
  return keys.every(([, value]) => value !== undefined) ? Object.fromEntries(keys) : undefined;
}

function wholeList(
  manifest: Manifest,
  { path, before, after }: FieldChange,
): JsonValue | undefined {
  const at = path.findIndex((step) => typeof step === 'number');
  if (at < 0) return undefined;
  const list = valueAt(manifest, path.slice(0, at));
  if (!Array.isArray(list)) return undefined;
  const isNew = before === undefined && at === path.length - 1;
  const items = isNew ? [...list, after as JsonValue] : withField(list, path.slice(at), after);
  return withField({}, path.slice(0, at), items);
}
