import { constant, counter, type Family, gauge, histogram } from '../exposition.ts';
import { GO_FAMILIES } from './process.ts';

/** A TiProxy, in front of two TiDB servers of its cluster. */
export function tiproxyFamilies(cluster: string): readonly Family[] {
  const address = (index: number) => `${cluster}-tidb-${index}.${cluster}-tidb-peer:4000`;
  const backends = { backend: [address(0), address(1)] };
  return [
    ...GO_FAMILIES,
    gauge('tiproxy_server_maxprocs', {}, 4),
    gauge('tiproxy_server_connections', {}, 50),
    counter('tiproxy_server_create_connection_total', {}),
    counter('tiproxy_server_disconnection_total', { type: ['success', 'client network break'] }),
    counter('tiproxy_server_event', { event: ['start'] }, 0.01),
    constant('tiproxy_server_info', { version: ['v1.3.2'] }, 1),
    counter('tiproxy_server_err', { type: ['auth'] }, 0.01),
    counter('tiproxy_session_query_total', { ...backends, cmd_type: ['Query', 'StmtExecute'] }),
    histogram('tiproxy_session_query_duration_seconds', { ...backends, cmd_type: ['Query'] }),
    histogram('tiproxy_session_handshake_duration_seconds', backends),
    gauge('tiproxy_balance_b_conn', backends, 25),
    gauge('tiproxy_balance_b_score', { ...backends, factor: ['cpu'] }, 3),
    counter('tiproxy_balance_migrate_total', {
      from: [address(0)],
      to: [address(1)],
      migrate_res: ['succeed', 'fail'],
      reason: ['conn'],
    }),
    histogram('tiproxy_balance_migrate_duration_seconds', {
      from: [address(0)],
      to: [address(1)],
      migrate_res: ['succeed'],
    }),
    histogram('tiproxy_backend_get_backend_duration_seconds'),
    counter('tiproxy_backend_get_backend', { res: ['succeed', 'fail'] }),
    gauge('tiproxy_backend_ping_duration_seconds', backends, 0.001),
    constant('tiproxy_backend_b_status', { ...backends, status: ['healthy'] }, 1),
    counter('tiproxy_traffic_inbound_bytes', backends, 1e4),
    counter('tiproxy_traffic_outbound_bytes', backends, 1e4),
    counter('tiproxy_traffic_cross_location_bytes', backends, 10),
  ];
}
