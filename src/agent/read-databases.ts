import { concurrently } from '../model/concurrently.ts';
import { isJsonObject } from '../model/json.ts';
import { type Manifest, type Rendered, valueAt } from '../model/manifest.ts';
import type { Cluster, Discovery, ListOptions } from '../model/ports/cluster.ts';
import { ForbiddenError } from '../model/ports/cluster-errors.ts';
import type { DatabaseState } from '../plan/holds/database-gate.ts';

const apiVersion = 'pingcap.com/v1alpha1';
const readsInFlight = 8;

/**
 * The TidbClusters that a target deploys, or whose monitors it does, and the
 * Backups and Restores in their namespaces. Nothing is asked where it is about none.
 */
export async function readDatabases(
  rendered: readonly Rendered[],
  cluster: Cluster,
  discovery: Discovery,
  signal?: AbortSignal,
): Promise<DatabaseState> {
  const places = databasesOf(rendered.map(({ manifest }) => manifest));
  if (places.length === 0) return { clusters: [], jobs: [] };
  const found = await concurrently(
    (await isServed('TidbCluster', discovery)) ? places : [],
    readsInFlight,
    ({ namespace, name }) =>
      cluster.get({ apiVersion, kind: 'TidbCluster', namespace, name }, signal),
    signal,
  );
  const namespaces = [...new Set(places.map(({ namespace }) => namespace))];
  const kinds: string[] = [];
  for (const kind of ['Backup', 'Restore']) if (await isServed(kind, discovery)) kinds.push(kind);
  const lists = namespaces.flatMap((namespace) => kinds.map((kind) => ({ kind, namespace })));
  const jobs = await concurrently(
    lists,
    readsInFlight,
    (list) => listReadable({ apiVersion, ...list }, cluster),
    signal,
  );
  return { clusters: found.filter((one) => one !== undefined), jobs: jobs.flat() };
}

/** Who may not read Backups gets no gate of them: docs/phases.md says which rights it takes. */
async function listReadable(options: ListOptions, cluster: Cluster): Promise<readonly Manifest[]> {
  try {
    return (await cluster.list(options)).items;
  } catch (error) {
    if (error instanceof ForbiddenError) return [];
    throw error;
  }
}

async function isServed(kind: string, discovery: Discovery): Promise<boolean> {
  return (await discovery.find('pingcap.com', kind, 'v1alpha1')) !== undefined;
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

function databasesOf(manifests: readonly Manifest[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { kind, apiVersion: version, metadata, spec } of manifests) {
    if (version !== apiVersion) continue;
    const own = metadata.namespace ?? '';
    const clusters = kind === 'TidbMonitor' ? valueAt(spec, ['clusters']) : undefined;
    const named = Array.isArray(clusters) ? clusters.filter(isJsonObject) : [];
    const found = named.map((one) => ({
      namespace: typeof one.namespace === 'string' && one.namespace !== '' ? one.namespace : own,
      name: String(one.name),
    }));
    if (kind === 'TidbCluster') found.push({ namespace: own, name: metadata.name });
    for (const place of found) places.set(`${place.namespace}/${place.name}`, place);
  }
  return [...places.values()];
}
