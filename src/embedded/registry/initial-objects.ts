import type { Manifest } from '../../model/manifest.ts';
import { insertObject } from './create.ts';
import { internalRequest } from './internal-request.ts';
import type { Registry } from './registry.ts';

/** The provisioner whose volumes are made up on the spot. */
export const PROVISIONER = 'tidewatch.dev/embedded';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** What every cluster has from the start. */
export function createInitialObjects(registry: Registry, withStorage: boolean): void {
  for (const name of NAMESPACES) {
    create(registry, 'namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }
  if (!withStorage) return;
  create(registry, 'storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'standard',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: PROVISIONER,
    allowVolumeExpansion: true,
  });
}

function create(registry: Registry, plural: string, object: Manifest): void {
  const type = registry.types.find(object.apiVersion, plural);
  if (type === undefined) throw new Error(`${plural} is not served`);
  const { codec } = type;
  const storage = type.storage;
  const request = internalRequest(registry, storage, object, 'kube-apiserver');
  insertObject(registry, request, codec.setDefaults(codec.decode(object)));
}
