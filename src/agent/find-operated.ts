import { concurrently } from '../model/concurrently.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { objectIdOf, objectKey } from '../model/object-id.ts';
import type { Cluster, Discovery, ListOptions } from '../model/ports/cluster.ts';
import { ForbiddenError } from '../model/ports/cluster-errors.ts';
import { OPERATED_SELECTORS, operatedConfigOf } from '../monitor/takeover/operated.ts';

const requestsInFlight = 16;

/**
 * What tidb-operator runs of the rendered TidbMonitors, and what was kept of
 * it, by `objectKey`. Two lists, which are empty where there is nothing of it;
 * for each namespace, where the agent may not list all of them.
 */
export async function findOperated(
  rendered: readonly Rendered[],
  cluster: Cluster,
  discovery: Discovery,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Manifest>> {
  const monitors = rendered.filter(({ manifest }) => manifest.kind === 'TidbMonitor');
  const namespaces = new Set(monitors.map(({ manifest }) => manifest.metadata.namespace ?? ''));
  namespaces.delete('');
  if (namespaces.size === 0) return new Map();
  if ((await discovery.find('apps', 'StatefulSet', 'v1')) === undefined) return new Map();
  const workloads = await listWorkloads([...namespaces], cluster, signal);
  const configs = await concurrently(
    monitors.flatMap(({ manifest }) => operatedConfigOf(manifest, workloads)),
    requestsInFlight,
    (reference) => cluster.get(reference, signal),
    signal,
  );
  const found = [...workloads, ...configs.filter((config) => config !== undefined)];
  return new Map(found.map((manifest) => [objectKey(objectIdOf(manifest)), manifest]));
}

async function listWorkloads(
  namespaces: readonly string[],
  cluster: Cluster,
  signal: AbortSignal | undefined,
): Promise<readonly Manifest[]> {
  const list = async (place: Pick<ListOptions, 'namespace'>, labelSelector: string) => {
    const kind = { apiVersion: 'apps/v1', kind: 'StatefulSet' };
    const abort = signal === undefined ? {} : { signal };
    try {
      return (await cluster.list({ ...kind, ...place, labelSelector, ...abort })).items;
    } catch (thrown) {
      // Who may not see them cannot take them over either: applying them says so.
      if (thrown instanceof ForbiddenError && place.namespace !== undefined) return [];
      throw thrown;
    }
  };
  const listIn = (places: readonly Pick<ListOptions, 'namespace'>[]) => {
    const lists = places.flatMap((place) => OPERATED_SELECTORS.map((one) => [place, one] as const));
    return concurrently(lists, requestsInFlight, ([place, one]) => list(place, one), signal);
  };
  const each = namespaces.map((namespace) => ({ namespace }));
  if (each.length > 1) {
    try {
      return (await listIn([{}])).flat();
    } catch (thrown) {
      if (!(thrown instanceof ForbiddenError)) throw thrown;
    }
  }
  return (await listIn(each)).flat();
}
