import { type JsonObject, jsonEquals } from '../../model/json.ts';
import { listOf, metadataOf, withMetadata } from './metadata.ts';
import type { ResourceRequest } from './request.ts';

/** An owner that is named twice is kept once, with a warning. */
export function dropDuplicateOwners(request: ResourceRequest, object: JsonObject): JsonObject {
  const owners = listOf(metadataOf(object).ownerReferences);
  const unique = owners.filter(
    (owner, index) => !owners.slice(0, index).some((earlier) => jsonEquals(earlier, owner)),
  );
  if (unique.length === owners.length) return object;
  request.warnings.push(
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests',
  );
  return withMetadata(object, { ownerReferences: unique });
}
