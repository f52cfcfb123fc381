import { valueAt } from '../../model/manifest.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';

/** The kinds of processes that have dashboards of their own. */
export const COMPONENTS = ['pd', 'tidb', 'tikv', 'tiflash', 'ticdc', 'tiproxy', 'dm'] as const;

export type Component = (typeof COMPONENTS)[number];

const OF_TIDB_CLUSTERS = COMPONENTS.filter((component) => component !== 'dm');

/**
 * What the clusters are made of, in the order of `COMPONENTS`. A cluster that is not known
 * may have everything: an empty dashboard is better than one that is missed.
 */
export function componentsOf(monitored: {
  readonly clusters: readonly MonitoredCluster[];
  readonly dmClusters: readonly MonitoredCluster[];
}): readonly Component[] {
  const found = new Set<Component>(monitored.dmClusters.length > 0 ? ['dm'] : []);
  for (const { manifest } of monitored.clusters) {
    for (const component of OF_TIDB_CLUSTERS) {
      if (manifest === undefined || isObject(valueAt(manifest, ['spec', component]))) {
        found.add(component);
      }
    }
  }
  return COMPONENTS.filter((component) => found.has(component));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
