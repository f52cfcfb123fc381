import { lines, number } from './definition.ts';
import { ofClusters as q } from './scopes.ts';

/** One of the figures that PD keeps of the cluster. */
export const clusterStatus = (type: string, name?: string) =>
  q.sum('pd_cluster_status', { where: `type="${type}"`, ...(name === undefined ? {} : { name }) });

const stores: readonly (readonly [state: string, name: string])[] = [
  ['store_disconnected_count', 'disconnected'],
  ['store_unhealth_count', 'unhealthy'],
  ['store_low_space_count', 'low on space'],
  ['store_down_count', 'down'],
  ['store_offline_count', 'offline'],
  ['store_tombstone_count', 'tombstone'],
  ['store_slow_count', 'slow'],
];

const abnormalStores = stores.map(([type, name]) => clusterStatus(type, name));

/** The figures that say how large a cluster is and how many of its stores are up. */
export const clusterFigures = [
  number({
    title: 'Storage capacity',
    description: 'The size of all stores together.',
    unit: 'bytes',
    width: 6,
    queries: [clusterStatus('storage_capacity')],
  }),
  number({
    title: 'Current storage size',
    description: 'What is stored, all replicas together.',
    unit: 'bytes',
    width: 6,
    queries: [clusterStatus('storage_size')],
  }),
  number({
    title: 'Normal stores',
    description: 'Stores that are up.',
    unit: 'none',
    width: 6,
    queries: [clusterStatus('store_up_count')],
  }),
  number({
    title: 'Number of Regions',
    description: 'Regions, counted by their leaders.',
    unit: 'none',
    width: 6,
    queries: [clusterStatus('leader_count')],
  }),
];

/** Stores and Regions that need attention. */
export const clusterHealth = [
  lines({
    title: 'Abnormal stores',
    description: 'Stores that are not as they should be. All lines should be at zero.',
    unit: 'none',
    queries: abnormalStores,
    min: 0,
    critical: 1,
  }),
  lines({
    title: 'Region health',
    description:
      'Regions that miss a peer, have one too many, or have one that is down. Values that do not fall need attention.',
    unit: 'none',
    queries: [q.max('pd_regions_status', { by: ['type'] })],
    min: 0,
  }),
];
