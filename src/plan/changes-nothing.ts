import { isJsonObject, type JsonObject, jsonEquals } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';

/**
 * Whether a dry-run left an object as it is. Who owns a field counts; when it
 * was written, and the versions that count writes, do not. Neither does the
 * status: controllers move it all the time, an apply never does.
 */
export function changesNothing(live: Manifest, result: Manifest): boolean {
  return jsonEquals(settled(live), settled(result));
}

function settled({ status: _status, ...object }: Manifest): JsonObject {
  const { resourceVersion: _version, generation: _generation, ...metadata } = object.metadata;
  const entries = Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  const managedFields = entries
    .filter(isJsonObject)
    .filter(({ subresource }) => subresource !== 'status')
    .map(({ time: _time, ...entry }) => entry);
  return { ...object, metadata: { ...metadata, managedFields } };
}
