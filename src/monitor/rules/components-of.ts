import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { valueAt } from '../../model/manifest.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';
import type { RuleComponent } from './catalogue/catalogue.ts';

/** Which part of a TidbCluster's spec asks for which pods, and which rules are about them. */
const PARTS: readonly { readonly field: string; readonly rules: RuleComponent }[] = [
  { field: 'pd', rules: 'pd' },
  { field: 'tidb', rules: 'tidb' },
  { field: 'tikv', rules: 'tikv' },
  { field: 'tiflash', rules: 'tiflash' },
  { field: 'ticdc', rules: 'ticdc' },
  { field: 'tiproxy', rules: 'tiproxy' },
  { field: 'pump', rules: 'binlog' },
];

/** The components that clusters have; a cluster that is not known may have all of them. */
export function componentsOf(
  clusters: readonly MonitoredCluster[],
  dmClusters: readonly MonitoredCluster[],
): ReadonlySet<RuleComponent> {
  const found = new Set<RuleComponent>();
  for (const cluster of clusters) {
    for (const { field, rules } of PARTS) {
      if (cluster.manifest === undefined || partOf(cluster, field) !== undefined) found.add(rules);
    }
    // It comes and goes beside the cluster, which does not know of it.
    found.add('lightning');
  }
  if (dmClusters.length > 0) found.add('dm');
  return found;
}

/** The components whose pods must be there: asked for, and not suspended. */
export function expectedComponents(cluster: MonitoredCluster): readonly string[] {
  return PARTS.map(({ field }) => field).filter((field) => {
    const part = partOf(cluster, field);
    if (part === undefined || isSuspended(cluster.manifest) || isSuspended(part)) return false;
    return typeof part.replicas !== 'number' || part.replicas > 0;
  });
}

function partOf({ manifest }: MonitoredCluster, field: string): JsonObject | undefined {
  const part = valueAt(manifest, ['spec', field]);
  return isJsonObject(part) ? part : undefined;
}

function isSuspended(holder: JsonObject | undefined): boolean {
  const own = valueAt(holder, ['suspendAction', 'suspendStatefulSet']);
  return own === true || valueAt(holder, ['spec', 'suspendAction', 'suspendStatefulSet']) === true;
}
