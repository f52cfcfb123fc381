import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';

const folder = join(import.meta.dirname, '../testdata/migrations');

/** The cases of `test/testdata/migrations`. */
export type CaseName = 'clusterscoped' | 'nonpersistent' | 'persistent-retain';

export async function readCase(name: CaseName, file: string): Promise<readonly Manifest[]> {
  const text = await readFile(join(folder, name, file), 'utf8');
  return loadAll(text) as Manifest[];
}

/**
 * The objects of tidb-operator 1.1 as somebody can create them: without what the
 * server gives, and without owners, which would have to live.
 */
export async function oldObjects(name: CaseName): Promise<readonly Manifest[]> {
  return (await readCase(name, '00-old-objects.yaml')).map(creatable);
}

export function creatable(object: Manifest): Manifest {
  const {
    uid: _uid,
    finalizers: _finalizers,
    ownerReferences: _owners,
    ...metadata
  } = object.metadata;
  const { status: _status, ...rest } = object;
  const scoped = clusterScoped.has(object.kind) ? withoutNamespace(metadata) : metadata;
  const spec = rest.spec as JsonObject | undefined;
  const claimRef = spec?.claimRef as JsonObject | undefined;
  if (claimRef === undefined) return { ...rest, metadata: scoped } as Manifest;
  const { uid: _claim, resourceVersion: _version, ...claim } = claimRef;
  const source = { hostPath: { path: `/var/lib/tidewatch/${object.metadata.name}` } };
  const metadataOnly = scoped as Manifest['metadata'];
  return { ...rest, metadata: metadataOnly, spec: { ...source, ...spec, claimRef: claim } };
}

const clusterScoped: ReadonlySet<string> = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'PersistentVolume',
]);

function withoutNamespace({ namespace: _namespace, ...metadata }: JsonObject): JsonObject {
  return metadata;
}
