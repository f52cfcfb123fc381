import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';

/** Lists of a container that Kubernetes merges by key; every other list is replaced. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  claims: 'name',
};

/**
 * Adds the user's containers. One that is named like a built-in container is
 * merged into it, as a strategic merge patch does; the others follow.
 */
export function mergeContainers(
  builtIn: readonly JsonObject[],
  additional: readonly JsonObject[],
): readonly JsonObject[] {
  return mergeByKey(builtIn, additional, 'name');
}

function mergeByKey(
  base: readonly JsonObject[],
  patches: readonly JsonObject[],
  key: string,
): readonly JsonObject[] {
  const merged = [...base];
  for (const patch of patches) {
    const index = merged.findIndex((item) => item[key] === patch[key]);
    const own = merged[index];
    if (own === undefined) merged.push(patch);
    else merged[index] = mergeObjects(own, patch);
  }
  return merged;
}

function mergeObjects(base: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, JsonValue | undefined> = { ...base };
  for (const [field, value] of Object.entries(patch)) {
    if (value !== undefined) merged[field] = mergeField(field, base[field], value);
  }
  return merged;
}

function mergeField(field: string, own: JsonValue | undefined, value: JsonValue): JsonValue {
  if (isJsonObject(own) && isJsonObject(value)) return mergeObjects(own, value);
  const key = MERGE_KEYS[field];
  if (key === undefined || !Array.isArray(own) || !Array.isArray(value)) return value;
  return mergeByKey(own.filter(isJsonObject), value.filter(isJsonObject), key);
}
