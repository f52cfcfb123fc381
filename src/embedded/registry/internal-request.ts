import type { Manifest } from '../../model/manifest.ts';
import type { Registry } from './registry.ts';
import type { ResourceRequest } from './request.ts';

/** A request that the cluster sends itself. */
export function internalRequest(
  registry: Registry,
  storage: string,
  object: Manifest,
  manager: string,
  subresource: ResourceRequest['subresource'] = '',
): ResourceRequest {
  const type = registry.types.findStorage(storage);
  if (type === undefined) throw new Error(`${storage} is not served`);
  return {
    type,
    namespace: type.info.namespaced ? (object.metadata.namespace ?? '') : '',
    name: object.metadata.name,
    subresource,
    fieldManager: manager,
    manager,
    dryRun: false,
    force: false,
    fieldValidation: 'Ignore',
    textProblems: [],
    warnings: [],
  };
}
