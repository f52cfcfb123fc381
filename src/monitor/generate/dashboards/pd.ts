import { type DashboardDefinition, lines, type RowDefinition } from './definition.ts';
import { clusterFigures, clusterHealth, clusterStatus } from './pd-health.ts';
import { pdInside } from './pd-inside.ts';
import { processQueries } from './process.ts';
import { instancesOf, ofClusters as q } from './scopes.ts';
import { instanceSelection } from './variables.ts';

/** PD in one process, or in several as microservices. */
const PD = 'component=~"pd|tso|scheduling"';

const health: RowDefinition = { title: 'Health', panels: [...clusterFigures, ...clusterHealth] };

const instances = instancesOf('pd');
const cpuAndMemory = processQueries(instances, PD);
const process = { by: ['component', 'instance'], where: PD };

const servers: RowDefinition = {
  title: 'Servers',
  panels: [
    lines({
      title: 'CPU usage',
      description: 'Cores in use by each PD, and how many it may use.',
      unit: 'none',
      queries: [
        cpuAndMemory.cpu,
        instances.max('pd_service_maxprocs', { ...process, name: 'quota' }),
      ],
    }),
    lines({
      title: 'Memory usage',
      description: 'Resident memory of each PD, its heap in use, and how much it may use.',
      unit: 'bytes',
      queries: [
        cpuAndMemory.memory,
        instances.sum('go_memstats_heap_inuse_bytes', { ...process, name: 'heap in use' }),
        instances.max('pd_service_memory_quota_bytes', { ...process, name: 'quota' }),
      ],
    }),
    lines({
      title: 'PD scheduler config',
      description: 'The limits that scheduling keeps to, as they are configured.',
      unit: 'none',
      queries: [q.max('pd_config_status', { by: ['type'] })],
    }),
    lines({
      title: 'Current ID allocation',
      description: 'The highest id that was given out.',
      unit: 'none',
      queries: [q.max('pd_cluster_id', { by: ['type'], where: 'type="idalloc"' })],
    }),
  ],
};

const comparison: RowDefinition = {
  title: 'Compare clusters',
  closed: true,
  panels: [
    lines({
      title: 'Storage used by cluster',
      description: 'The part of the capacity that is in use, one line for each selected cluster.',
      unit: 'percentunit',
      queries: [
        {
          expr: `${clusterStatus('storage_size').expr} / ${clusterStatus('storage_capacity').expr}`,
          legend: q.legend(),
        },
      ],
      min: 0,
      max: 1,
      warning: 0.7,
      critical: 0.8,
    }),
    lines({
      title: 'Regions by cluster',
      description: 'Regions, one line for each cluster.',
      unit: 'none',
      queries: [clusterStatus('leader_count')],
    }),
  ],
};

export const pd: DashboardDefinition = {
  uid: 'tidewatch-pd',
  title: 'PD',
  description: 'The cluster as PD sees it: stores, Regions, scheduling, timestamps, etcd.',
  components: ['pd'],
  variables: instanceSelection('pd', PD),
  rows: [health, servers, ...pdInside, comparison],
};
