import type { Manifest } from '../../model/manifest.ts';
import { insertObject } from './create.ts';
import type { Registry } from './registry.ts';
import type { ResourceRequest } from './request.ts';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** What every cluster has from the start. */
export function createInitialObjects(registry: Registry): void {
  for (const name of NAMESPACES) {
    create(registry, 'namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }
}

function create(registry: Registry, plural: string, object: Manifest): void {
  const type = registry.types.find(object.apiVersion, plural);
  if (type === undefined) throw new Error(`${plural} is not served`);
  const { codec } = type;
  const request: ResourceRequest = {
    type,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    subresource: '',
    fieldManager: '',
    manager: 'kube-apiserver',
    dryRun: false,
    force: false,
    fieldValidation: 'Ignore',
    warnings: [],
  };
  insertObject(registry, request, codec.setDefaults(codec.decode(object)));
}
