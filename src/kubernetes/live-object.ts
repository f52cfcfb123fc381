import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { Manifest, ObjectMeta } from '../model/manifest.ts';
import { RefusedError } from '../model/ports/cluster-errors.ts';

/** An answer that has to be an object. Throws `RefusedError` where it is not. */
export function liveObject(value: JsonValue | undefined, subject: string): Manifest {
  if (isJsonObject(value)) {
    const { apiVersion, kind, metadata } = value;
    if (typeof apiVersion === 'string' && typeof kind === 'string' && isMetadata(metadata)) {
      return { ...value, apiVersion, kind, metadata };
    }
  }
  throw new RefusedError(
    `${subject}: the answer is not a Kubernetes object; check what stands between this and the API server`,
    { status: 200 },
  );
}

function isMetadata(value: JsonValue | undefined): value is ObjectMeta {
  return isJsonObject(value) && typeof value.name === 'string';
}
