import { gvkOf, isBuiltInClusterScoped } from '../kustomize/gvk.ts';
import { TidewatchError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';

/** An object that no file of its own can be named for. */
export class FileNameError extends TidewatchError {
  override readonly code = 'NO_FILE_NAME';
}

/**
 * The names that kustomize gives to files of one object each:
 * `apps_v1_deployment_web.yaml`, with the namespace before it where there are
 * several. Throws `FileNameError` where two are the same, of which kustomize
 * keeps the last, and where one would lead out of the folder.
 */
export function fileNames(manifests: readonly Manifest[]): readonly string[] {
  const namespaces = new Set(manifests.map(namespaceOf).filter((name) => name !== undefined));
  const taken = new Set<string>();
  return manifests.map((manifest) => {
    const namespace = namespaceOf(manifest);
    const prefix = namespaces.size > 1 && namespace !== undefined ? `${namespace}_` : '';
    const { group, version, kind } = gvkOf(manifest.apiVersion, manifest.kind);
    const words = [group, version, kind].filter((word) => word !== '');
    const name = `${prefix}${words.join('_')}_${manifest.metadata.name}.yaml`.toLowerCase();
    const subject = formatObjectId(objectIdOf(manifest));
    if (/[/\\\0]/.test(name)) {
      throw new FileNameError(`${subject}: its file cannot be named ${name}; write to one file`);
    }
    if (taken.has(name)) {
      throw new FileNameError(`${subject}: another object has the file ${name}; write to one file`);
    }
    taken.add(name);
    return name;
  });
}

/** `undefined` where kustomize knows that the kind has none. */
function namespaceOf({ apiVersion, kind, metadata }: Manifest): string | undefined {
  if (isBuiltInClusterScoped(apiVersion, kind)) return undefined;
  return metadata.namespace || 'default';
}
