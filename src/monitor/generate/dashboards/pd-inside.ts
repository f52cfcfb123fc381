import { lines, type RowDefinition } from './definition.ts';
import { instancesOf, ofClusters as q } from './scopes.ts';

const instances = instancesOf('pd');

const balance = (direction: 'in' | 'out', sign: '' | '-') => {
  const moved = q.perMinute('pd_scheduler_balance_direction', {
    by: ['store'],
    where: `type="balance-leader-scheduler",direction="${direction}"`,
    name: direction,
  });
  return { ...moved, expr: `${sign}${moved.expr}` };
};

const scheduling: RowDefinition = {
  title: 'Scheduling',
  panels: [
    lines({
      title: 'Operator finish duration',
      description: 'How long it takes until an operator is done, 99th percentile, by type.',
      unit: 's',
      width: 8,
      queries: q.quantiles('pd_schedule_finish_operators_duration_seconds', [0.99], {
        by: ['type'],
      }),
    }),
    lines({
      title: 'Scheduler is running',
      description: 'Schedulers that may run: 1 is yes.',
      unit: 'none',
      width: 8,
      queries: [q.max('pd_scheduler_status', { by: ['kind'], where: 'type="allow"' })],
      min: 0,
      max: 1,
    }),
    lines({
      title: 'Balance leader movement',
      description: 'Leaders that move to a store (above zero) and away from it (below), a minute.',
      unit: 'none',
      width: 8,
      queries: [balance('out', '-'), balance('in', '')],
    }),
  ],
};

const requests: RowDefinition = {
  title: 'Requests and heartbeats',
  panels: [
    lines({
      title: 'gRPC 99 % completed commands duration',
      description: 'The time that 99 % of the gRPC commands stay below.',
      unit: 's',
      width: 8,
      queries: instances.quantiles('grpc_server_handling_seconds', [0.99], {
        by: ['instance', 'grpc_method'],
      }),
    }),
    lines({
      title: 'Region heartbeat report',
      description: 'Heartbeats of Regions that were taken, a minute, by store.',
      unit: 'none',
      width: 8,
      queries: [
        q.perMinute('pd_scheduler_region_heartbeat', {
          by: ['address', 'store'],
          where: 'type="report",status="ok"',
        }),
      ],
    }),
    lines({
      title: 'PD client TSO handle duration',
      description: 'How long the clients, such as TiDB, wait for a timestamp.',
      unit: 's',
      width: 8,
      queries: [
        ...q.quantiles('pd_client_request_handle_requests_duration_seconds', [0.999, 0.99, 0.9], {
          by: ['type'],
          where: 'type=~"tso.*"',
        }),
        q.mean('pd_client_request_handle_requests_duration_seconds', {
          by: ['type'],
          where: 'type=~"tso.*"',
        }),
      ],
    }),
  ],
};

const etcd: RowDefinition = {
  title: 'etcd',
  closed: true,
  panels: [
    lines({
      title: '99 % WAL fsync duration',
      description: 'How long etcd waits for the disk. Above 1 s members lose their leadership.',
      unit: 's',
      queries: instances.quantiles('etcd_disk_wal_fsync_duration_seconds', [0.99], {
        by: ['instance'],
      }),
      warning: 0.1,
      critical: 1,
    }),
    lines({
      title: '99 % peer round trip time',
      description: 'How long the members of etcd need to reach each other.',
      unit: 's',
      queries: instances.quantiles('etcd_network_peer_round_trip_time_seconds', [0.99], {
        by: ['instance', 'To'],
      }),
      warning: 0.15,
    }),
  ],
};

/** How PD schedules, answers and stores. */
export const pdInside: readonly RowDefinition[] = [scheduling, requests, etcd];
