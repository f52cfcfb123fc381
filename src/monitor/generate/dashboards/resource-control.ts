import { type DashboardDefinition, lines, type RowDefinition, table } from './definition.ts';
import { combined, type Query } from './promql.ts';
import { resourceClient, runawayQueries } from './resource-control-client.ts';
import { ofClusters as clusters, ofResourceGroups as q } from './scopes.ts';
import { clusterSelection, labelVariable } from './variables.ts';

const READ = 'resource_manager_resource_unit_read_request_unit';
const WRITE = 'resource_manager_resource_unit_write_request_unit';
/** Work of users; background tasks are counted apart. */
const FOREGROUND = { by: ['resource_group'], where: 'type=~"|tp"' };
const GROUP = { by: ['resource_group'] };

const readUnits = q.perSecond(`${READ}_sum`, FOREGROUND);
const writeUnits = q.perSecond(`${WRITE}_sum`, FOREGROUND);
const perQuery = ({ expr, legend }: Query): Query =>
  combined(
    { expr: `(${expr})`, legend },
    '/',
    q.perSecond('tidb_session_resource_group_query_total', GROUP),
  );

const units: RowDefinition = {
  title: 'Request units',
  panels: [
    table({
      title: 'RU config',
      description: 'What each resource group may use, as PD has it.',
      unit: 'none',
      height: 7,
      queries: ['priority', 'ru_per_sec', 'ru_capacity'].map((type) =>
        q.max('resource_manager_server_group_config', { ...GROUP, where: `type="${type}"` }),
      ),
      columns: {
        k8s_cluster: 'Kubernetes cluster',
        tidb_cluster: 'TiDB cluster',
        resource_group: 'Resource group',
      },
      values: [
        { heading: 'Priority', unit: 'none' },
        { heading: 'RU a second', unit: 'none' },
        { heading: 'RU in reserve at most', unit: 'none' },
      ],
    }),
    lines({
      title: 'RU',
      description: 'Request units a second that each resource group uses.',
      unit: 'none',
      queries: [combined(readUnits, '+', writeUnits)],
    }),
    lines({
      title: 'RU at most in 20 seconds',
      description: 'The highest use of request units a second, for reads and for writes.',
      unit: 'none',
      queries: [
        q.sum(`${READ}_max_per_sec`, { ...GROUP, name: 'read' }),
        q.sum(`${WRITE}_max_per_sec`, { ...GROUP, name: 'write' }),
      ],
    }),
    lines({
      title: 'RU per query',
      description: 'Request units that a query uses on average.',
      unit: 'none',
      width: 8,
      queries: [perQuery(combined(readUnits, '+', writeUnits))],
    }),
    lines({
      title: 'Read RU',
      description: 'Request units a second for reads.',
      unit: 'none',
      width: 8,
      queries: [readUnits],
    }),
    lines({
      title: 'Write RU',
      description: 'Request units a second for writes.',
      unit: 'none',
      width: 8,
      queries: [writeUnits],
    }),
  ],
};

const details: RowDefinition = {
  title: 'Resources',
  closed: true,
  panels: [
    lines({
      title: 'KV request count',
      description: 'Requests to TiKV a second, by type.',
      unit: 'ops',
      queries: [
        q.perSecond('resource_manager_resource_request_count', { by: ['resource_group', 'type'] }),
      ],
    }),
    lines({
      title: 'Bytes read and written',
      description: 'Bytes a second that are read and written.',
      unit: 'Bps',
      queries: [
        q.perSecond('resource_manager_resource_read_byte_sum', { ...GROUP, name: 'read' }),
        q.perSecond('resource_manager_resource_write_byte_sum', { ...GROUP, name: 'written' }),
      ],
    }),
    lines({
      title: 'KV CPU time',
      description: 'Milliseconds of CPU a second in TiKV.',
      unit: 'ms',
      queries: [q.perSecond('resource_manager_resource_kv_cpu_time_ms_sum', GROUP)],
    }),
    lines({
      title: 'SQL CPU time',
      description: 'Milliseconds of CPU a second in TiDB.',
      unit: 'ms',
      queries: [q.perSecond('resource_manager_resource_sql_cpu_time_ms_sum', GROUP)],
    }),
  ],
};

const comparison: RowDefinition = {
  title: 'Compare clusters',
  closed: true,
  panels: [
    lines({
      title: 'RU by cluster',
      description: 'Request units a second, one line for each selected cluster.',
      unit: 'none',
      width: 24,
      queries: [
        combined(
          clusters.perSecond(`${READ}_sum`, { where: 'type=~"|tp"' }),
          '+',
          clusters.perSecond(`${WRITE}_sum`, { where: 'type=~"|tp"' }),
        ),
      ],
    }),
  ],
};

const group = labelVariable(
  { name: 'resource_group', label: 'Resource group', description: 'The resource groups.' },
  'resource_manager_server_group_config',
  'resource_group',
);

export const resourceControl: DashboardDefinition = {
  uid: 'tidewatch-resource-control',
  title: 'Resource control',
  description: 'Resource groups: what they may use and what they do use.',
  components: ['pd', 'tidb'],
  variables: [...clusterSelection('component=~"pd|tidb"'), group],
  rows: [units, details, resourceClient, runawayQueries, comparison],
};
