import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { ResourceType } from '../registry/resource-type.ts';

/** What each row of a table carries along with its cells. */
export type IncludeObject = 'Metadata' | 'Object' | 'None';

function rowOf(
  type: ResourceType,
  object: Manifest,
  include: IncludeObject,
  now: number,
): JsonObject {
  return {
    cells: type.table.cells(object, now),
    object: include === 'None' ? null : include === 'Object' ? object : metadataObject(object),
  };
}

/** An object with nothing but its metadata. */
export function metadataObject(object: Manifest): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}

/** Objects as `kubectl get` shows them; `header` says whether the columns are explained. */
export function tableOf(
  type: ResourceType,
  objects: readonly Manifest[],
  metadata: JsonObject,
  options: { readonly include: IncludeObject; readonly header: boolean; readonly now: number },
): JsonObject {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: options.header ? type.table.columns : null,
    rows: objects.map((object) => rowOf(type, object, options.include, options.now)),
  };
}
