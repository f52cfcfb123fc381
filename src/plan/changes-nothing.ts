import { isJsonObject, type JsonObject, jsonEquals } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';

/**
 * Whether a dry-run left an object as it is. Who owns a field counts; when it
 * was written, and the versions that count writes, do not.
 */
export function changesNothing(live: Manifest, result: Manifest): boolean {
  return jsonEquals(withoutTimes(live), withoutTimes(result));
}

function withoutTimes(object: Manifest): JsonObject {
  const { resourceVersion: _version, generation: _generation, ...metadata } = object.metadata;
  const entries = Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  const managedFields = entries.filter(isJsonObject).map(({ time: _time, ...entry }) => entry);
  return { ...object, metadata: { ...metadata, managedFields } };
}
