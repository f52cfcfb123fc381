import { type DashboardDefinition, lines, type RowDefinition } from './definition.ts';
import { heapInUse, processQueries, uptimePanel } from './process.ts';
import type { Query } from './promql.ts';
import { instancesOf, ofClusters } from './scopes.ts';
import { instanceSelection } from './variables.ts';

const q = instancesOf('tiproxy');

const TIPROXY = 'component="tiproxy"';

const cpuAndMemory = processQueries(q, TIPROXY);

/** A backend is an address in a Service of pods: the pod's name says enough. */
function namingPods({ expr, legend }: Query, ...labels: readonly string[]): Query {
  const short = labels.reduce(
    (inner, label) =>
      `label_replace(${inner}, "${label}", "$1", "${label}", "(.+-tidb-[0-9]+).*peer.*.svc.*")`,
    expr,
  );
  return { expr: short, legend };
}

const duration = (histogram: string) => [
  ...q.quantiles(histogram, [0.99, 0.95]),
  q.mean(histogram),
];

const server: RowDefinition = {
  title: 'Server',
  panels: [
    lines({
      title: 'CPU usage',
      description: 'Cores in use by each TiProxy, and how many it may use.',
      unit: 'none',
      width: 8,
      queries: [
        cpuAndMemory.cpu,
        q.max('tiproxy_server_maxprocs', { by: ['instance'], where: TIPROXY, name: 'limit' }),
      ],
    }),
    lines({
      title: 'Memory usage',
      description: 'Resident memory of each TiProxy, and its heap in use.',
      unit: 'bytes',
      width: 8,
      queries: [cpuAndMemory.memory, heapInUse(q, TIPROXY)],
    }),
    uptimePanel(q, TIPROXY),
    lines({
      title: 'Connection count',
      description: 'Open connections of clients, by instance and in all.',
      unit: 'none',
      width: 8,
      queries: [
        q.sum('tiproxy_server_connections', { by: ['instance'] }),
        q.sum('tiproxy_server_connections', { name: 'total' }),
      ],
    }),
    lines({
      title: 'Create connection OPM',
      description: 'Connections that were opened, a minute.',
      unit: 'none',
      width: 8,
      queries: [q.perMinute('tiproxy_server_create_connection_total', { by: ['instance'] })],
    }),
    lines({
      title: 'Disconnection OPM',
      description: 'Connections that ended, a minute, by reason.',
      unit: 'none',
      width: 8,
      queries: [q.perMinute('tiproxy_server_disconnection_total', { by: ['type'] })],
    }),
  ],
};

const queries: RowDefinition = {
  title: 'Query summary',
  panels: [
    lines({
      title: 'Duration',
      description: 'How long commands take, seen from TiProxy.',
      unit: 's',
      queries: duration('tiproxy_session_query_duration_seconds'),
    }),
    lines({
      title: 'Handshake duration',
      description: 'How long a client waits until it is connected.',
      unit: 's',
      queries: duration('tiproxy_session_handshake_duration_seconds'),
    }),
    lines({
      title: 'CPS by instance',
      description: 'Commands a second, by TiProxy.',
      unit: 'ops',
      queries: [q.perSecond('tiproxy_session_query_total', { by: ['instance'] })],
    }),
    lines({
      title: 'CPS by backend',
      description: 'Commands a second, by TiDB.',
      unit: 'ops',
      queries: [
        namingPods(q.perSecond('tiproxy_session_query_total', { by: ['backend'] }), 'backend'),
      ],
    }),
  ],
};

const backends: RowDefinition = {
  title: 'Balance and backends',
  panels: [
    lines({
      title: 'Backend connections',
      description: 'Connections to each TiDB. They should be even.',
      unit: 'none',
      width: 8,
      queries: [
        namingPods(q.sum('tiproxy_balance_b_conn', { by: ['instance', 'backend'] }), 'backend'),
      ],
    }),
    lines({
      title: 'Session migration OPM',
      description: 'Sessions that moved from one TiDB to another, a minute, by result.',
      unit: 'none',
      width: 8,
      queries: [
        namingPods(
          q.perMinute('tiproxy_balance_migrate_total', { by: ['migrate_res', 'from', 'to'] }),
          'from',
          'to',
        ),
      ],
    }),
    lines({
      title: 'Get backend duration',
      description: 'How long it takes to find a TiDB for a new connection.',
      unit: 's',
      width: 8,
      queries: duration('tiproxy_backend_get_backend_duration_seconds'),
    }),
    lines({
      title: 'Ping backend duration',
      description: 'How long each TiDB needs to answer a ping.',
      unit: 's',
      queries: [
        namingPods(
          q.max('tiproxy_backend_ping_duration_seconds', { by: ['instance', 'backend'] }),
          'backend',
        ),
      ],
    }),
    lines({
      title: 'Bytes/second from backends',
      description: 'Bytes a second that come from each TiDB.',
      unit: 'Bps',
      queries: [
        namingPods(
          q.perSecond('tiproxy_traffic_inbound_bytes', { by: ['instance', 'backend'] }),
          'backend',
        ),
      ],
    }),
  ],
};

const comparison: RowDefinition = {
  title: 'Compare clusters',
  closed: true,
  panels: [
    lines({
      title: 'Connections by cluster',
      description: 'Open connections, one line for each selected cluster.',
      unit: 'none',
      queries: [ofClusters.sum('tiproxy_server_connections')],
    }),
    lines({
      title: 'Commands by cluster',
      description: 'Commands a second, one line for each cluster.',
      unit: 'ops',
      queries: [ofClusters.perSecond('tiproxy_session_query_total')],
    }),
  ],
};

export const tiproxy: DashboardDefinition = {
  uid: 'tidewatch-tiproxy',
  title: 'TiProxy',
  description: 'The proxy before TiDB: connections, commands, balance.',
  components: ['tiproxy'],
  variables: instanceSelection('tiproxy', TIPROXY),
  rows: [server, queries, backends, comparison],
};
