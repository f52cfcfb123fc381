import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { expand } from '../../src/monitor/expand.ts';
import { clusterWith } from '../monitor/support/read-objects.ts';
import { rendered } from '../support/objects.ts';
import { type CaseName, readCase } from './old-objects.ts';

/** What pods need in order to run; Services and Secrets play no part in a migration. */
const kinds: ReadonlySet<string> = new Set([
  'StatefulSet',
  'ConfigMap',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
]);

/** What pods of a case's TidbMonitor need, with some fields of its spec changed; the monitor itself is left out. */
export async function monitorObjects(
  name: CaseName,
  spec: JsonObject = {},
): Promise<readonly Manifest[]> {
  const [monitor] = await readCase(name, 'tidbmonitor.yaml');
  if (monitor === undefined) throw new Error(`${name} has no TidbMonitor`);
  const clusters = await readCase(name, 'clusters.yaml');
  const changed = { ...monitor, spec: { ...(monitor.spec as JsonObject), ...spec } };
  const { objects } = expand(rendered([changed as Manifest]), clusterWith(...clusters));
  return objects
    .map(({ manifest }) => manifest)
    .filter(({ kind }) => kinds.has(kind))
    .map(withoutOwner);
}

function withoutOwner(object: Manifest): Manifest {
  const { ownerReferences: _owners, ...metadata } = object.metadata;
  return { ...object, metadata };
}
