import { concurrently } from '../model/concurrently.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { objectIdOf, objectKey, splitApiVersion } from '../model/object-id.ts';
import type { Cluster, Discovery, ObjectReference } from '../model/ports/cluster.ts';
import { type ClusterFacts, OPTIONAL_KINDS, type OptionalKind } from '../monitor/facts.ts';
import { requirements } from '../monitor/requirements.ts';
import { findOperated } from './find-operated.ts';

const readsInFlight = 16;

/** Reads from the cluster what the expansion needs and the rendered set does not hold. */
export async function gatherFacts(
  rendered: readonly Rendered[],
  cluster: Cluster,
  discovery: Discovery,
  signal?: AbortSignal,
): Promise<ClusterFacts> {
  const needed = requirements(rendered);
  const found = await concurrently(
    needed,
    readsInFlight,
    (reference) => read(reference, cluster, discovery, signal),
    signal,
  );
  const objects = new Map<string, Manifest>();
  for (const manifest of found) {
    if (manifest !== undefined) objects.set(objectKey(objectIdOf(manifest)), manifest);
  }
  const operated = await findOperated(rendered, cluster, discovery, signal);
  return { objects, complete: true, kinds: await servedKinds(discovery), operated };
}

async function read(
  reference: ObjectReference,
  cluster: Cluster,
  discovery: Discovery,
  signal: AbortSignal | undefined,
): Promise<Manifest | undefined> {
  const { group, version } = splitApiVersion(reference.apiVersion);
  // Without tidb-operator's definitions there are no TidbClusters: that is an answer, not an error.
  const resource = await discovery.find(group, reference.kind, version);
  return resource === undefined ? undefined : cluster.get(reference, signal);
}

async function servedKinds(discovery: Discovery): Promise<ReadonlySet<OptionalKind>> {
  const served = new Set<OptionalKind>();
  for (const optional of OPTIONAL_KINDS) {
    const [group = '', kind = ''] = optional.split('/');
    if ((await discovery.find(group, kind)) !== undefined) served.add(optional);
  }
  return served;
}
