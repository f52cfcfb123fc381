import type { Rendered } from '../model/manifest.ts';
import { splitApiVersion } from '../model/object-id.ts';
import type { Target } from '../model/target.ts';

/**
 * Puts TidbMonitors, and the TidbClusters beside them, that name no namespace
 * into the default namespace of their target: what a monitor expands to is named after it.
 * Other objects are placed once a cluster tells which kinds have namespaces.
 */
export function placeMonitors(
  { defaultNamespace }: Pick<Target, 'defaultNamespace'>,
  objects: readonly Rendered[],
): readonly Rendered[] {
  if (defaultNamespace === undefined) return objects;
  return objects.map((object) => {
    const { apiVersion, metadata } = object.manifest;
    if (splitApiVersion(apiVersion).group !== 'pingcap.com') return object;
    if (metadata.namespace !== undefined) return object;
    const placed = { ...metadata, namespace: defaultNamespace };
    return { ...object, manifest: { ...object.manifest, metadata: placed } };
  });
}
