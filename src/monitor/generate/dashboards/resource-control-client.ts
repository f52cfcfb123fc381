import { lines, type RowDefinition } from './definition.ts';
import { ofClusters as clusters, ofResourceGroups as q } from './scopes.ts';

const GROUP = { by: ['resource_group'] };
const CLIENT = 'resource_manager_client';
const ON_INSTANCE = { by: ['instance', 'resource_group'] };

/** TiDB as a client of PD, which grants request units. */
export const resourceClient: RowDefinition = {
  title: 'Client',
  closed: true,
  panels: [
    lines({
      title: 'Active resource groups',
      description: 'Resource groups that each TiDB serves: 1 is active.',
      unit: 'none',
      width: 8,
      queries: [q.max(`${CLIENT}_resource_group_status`, ON_INSTANCE)],
    }),
    lines({
      title: 'Successful KV request count',
      description: 'Requests to TiKV that were let through, a second.',
      unit: 'ops',
      width: 8,
      queries: [q.perSecond(`${CLIENT}_request_success_count`, ON_INSTANCE)],
    }),
    lines({
      title: 'Failed KV request count',
      description: 'Requests to TiKV that were turned away, a second, by reason.',
      unit: 'ops',
      width: 8,
      queries: [
        q.perSecond(`${CLIENT}_request_fail`, { by: ['instance', 'resource_group', 'type'] }),
      ],
      min: 0,
    }),
    lines({
      title: 'Successful KV request wait duration',
      description: 'How long requests wait for request units.',
      unit: 's',
      width: 8,
      queries: q.quantiles(`${CLIENT}_request_success`, [0.99, 0.9], ON_INSTANCE),
    }),
    lines({
      title: 'Token request duration',
      description: 'How long TiDB waits for PD to grant request units.',
      unit: 's',
      width: 8,
      queries: clusters.quantiles(`${CLIENT}_token_request_duration`, [0.999, 0.99], {
        by: ['instance'],
      }),
    }),
    lines({
      title: 'Token request count',
      description: 'How often TiDB asks PD for request units, a minute, by result.',
      unit: 'none',
      width: 8,
      queries: [
        clusters.perMinute(`${CLIENT}_token_request_duration_count`, { by: ['instance', 'type'] }),
      ],
    }),
  ],
};

/** Queries that used more than they may. */
export const runawayQueries: RowDefinition = {
  title: 'Runaway queries',
  closed: true,
  panels: [
    lines({
      title: 'Query max duration',
      description: 'The longest queries of each resource group.',
      unit: 's',
      queries: q.quantiles('tidb_server_handle_query_duration_seconds', [1], GROUP),
    }),
    lines({
      title: 'Runaway events',
      description: 'Queries that ran away, a second, and what was done about them.',
      unit: 'ops',
      queries: [
        q.perSecond('tidb_server_query_runaway_check', {
          by: ['resource_group', 'type', 'action'],
        }),
      ],
    }),
  ],
};
