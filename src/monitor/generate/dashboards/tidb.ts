import { type DashboardDefinition, heatmap, lines, type RowDefinition } from './definition.ts';
import { instancesOf, ofClusters } from './scopes.ts';
import { tidbServer } from './tidb-server.ts';
import { instanceSelection } from './variables.ts';

const q = instancesOf('tidb');

const TIDB = 'component="tidb"';
const QUERY_DURATION = 'tidb_server_handle_query_duration_seconds';

const summary: RowDefinition = {
  title: 'Query summary',
  panels: [
    lines({
      title: 'Duration',
      description: 'How long queries take, from the arrival of the request to the last row.',
      unit: 's',
      queries: q.quantiles(QUERY_DURATION, [0.999, 0.99, 0.95, 0.8]),
    }),
    lines({
      title: 'QPS',
      description: 'Statements a second by type and in all, and those that were slow.',
      unit: 'ops',
      queries: [
        q.perSecond('tidb_executor_statement_total', { by: ['type'] }),
        q.perSecond('tidb_executor_statement_total', { name: 'total' }),
        q.perSecond('tidb_server_slow_query_total', { name: 'slow queries' }),
      ],
    }),
    lines({
      title: 'Command per second',
      description: 'Commands of the MySQL protocol a second, by result.',
      unit: 'ops',
      width: 8,
      queries: [q.perSecond('tidb_server_query_total', { by: ['result'] })],
    }),
    lines({
      title: 'CPS by instance',
      description: 'Commands a second by instance and type. Uneven lines mean uneven load.',
      unit: 'ops',
      width: 8,
      queries: [q.perSecond('tidb_server_query_total', { by: ['instance', 'type', 'result'] })],
    }),
    lines({
      title: 'Failed query OPM',
      description: 'Statements that ended in an error, a minute, by type of error and instance.',
      unit: 'none',
      width: 8,
      queries: [q.perMinute('tidb_server_execute_error_total', { by: ['type', 'instance'] })],
    }),
    heatmap({
      title: 'Distribution of durations',
      description: 'How many queries took how long. Two bands are two kinds of queries.',
      unit: 's',
      queries: [{ ...q.perSecond(`${QUERY_DURATION}_bucket`, { by: ['le'] }), legend: '{{le}}' }],
    }),
    lines({
      title: 'Slow query',
      description:
        'Where slow queries spend their time, 90th percentile: processing, in the coprocessor, waiting; and the versions read for each row returned.',
      unit: 's',
      queries: [
        ...slow('tidb_server_slow_query_process_duration_seconds', 'processing'),
        ...slow('tidb_server_slow_query_cop_duration_seconds', 'coprocessor'),
        ...slow('tidb_server_slow_query_wait_duration_seconds', 'waiting'),
        ...slow('tidb_server_slow_query_cop_mvcc_ratio', 'versions per row'),
      ],
    }),
    lines({
      title: 'Connection idle duration',
      description: 'How long connections idle, inside of transactions and outside of them.',
      unit: 's',
      queries: ['1', '0'].flatMap((inside) =>
        q.quantiles('tidb_server_conn_idle_duration_seconds', [0.99, 0.9, 0.8], {
          where: `in_txn="${inside}"`,
          name: inside === '1' ? 'in transaction' : 'outside',
        }),
      ),
    }),
  ],
};

function slow(histogram: string, name: string) {
  return q.quantiles(histogram, [0.9], { where: 'sql_type="general"', name });
}

const inside: RowDefinition = {
  title: 'Transactions, PD client, schema',
  closed: true,
  panels: [
    lines({
      title: 'Transaction OPS',
      description: 'Transactions a second, by how they ended and by their mode.',
      unit: 'ops',
      width: 8,
      queries: [
        q.perSecond('tidb_session_transaction_duration_seconds_count', {
          by: ['type', 'txn_mode'],
          where: 'scope="general"',
        }),
      ],
    }),
    lines({
      title: 'PD TSO wait duration',
      description:
        'How long transactions wait for a timestamp of PD. Above some milliseconds, look at PD and at the CPU of TiDB.',
      unit: 's',
      width: 8,
      queries: [
        ...q.quantiles('pd_client_cmd_handle_cmds_duration_seconds', [0.999, 0.99, 0.9], {
          where: 'type="wait"',
        }),
        q.mean('pd_client_cmd_handle_cmds_duration_seconds', { where: 'type="wait"' }),
      ],
    }),
    lines({
      title: 'Load schema duration',
      description: 'How long it takes to load the schema, 99th percentile.',
      unit: 's',
      width: 8,
      queries: q.quantiles('tidb_domain_load_schema_duration_seconds', [0.99], {
        by: ['instance'],
      }),
    }),
  ],
};

const comparison: RowDefinition = {
  title: 'Compare clusters',
  closed: true,
  panels: [
    lines({
      title: 'Statements by cluster',
      description: 'Statements a second, one line for each selected cluster.',
      unit: 'ops',
      width: 8,
      queries: [ofClusters.perSecond('tidb_executor_statement_total')],
    }),
    lines({
      title: 'p99 latency by cluster',
      description: 'The time that 99 % of the queries stay below, one line for each cluster.',
      unit: 's',
      width: 8,
      queries: ofClusters.quantiles(QUERY_DURATION, [0.99]),
    }),
    lines({
      title: 'Errors by cluster',
      description: 'Statements that ended in an error, a minute, one line for each cluster.',
      unit: 'none',
      width: 8,
      queries: [ofClusters.perMinute('tidb_server_execute_error_total')],
    }),
  ],
};

export const tidb: DashboardDefinition = {
  uid: 'tidewatch-tidb',
  title: 'TiDB',
  description: 'The SQL layer: queries, servers, transactions.',
  components: ['tidb'],
  variables: instanceSelection('tidb', TIDB),
  rows: [summary, tidbServer, inside, comparison],
};
