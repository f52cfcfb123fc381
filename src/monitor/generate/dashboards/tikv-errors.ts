import { lines, type RowDefinition } from './definition.ts';
import { instancesOf } from './scopes.ts';

const q = instancesOf('tikv');

/** What goes wrong in TiKV. */
export const tikvErrors: RowDefinition = {
  title: 'Errors',
  panels: [
    lines({
      title: 'Server is busy',
      description:
        'Why stores turn requests away, a second: the scheduler, a full channel, the coprocessor, a stall of the engine (its 99th percentile, in microseconds), a full queue of writes, a busy store.',
      unit: 'none',
      queries: [
        q.perSecond('tikv_scheduler_too_busy_total', { by: ['instance'], name: 'scheduler' }),
        q.perSecond('tikv_channel_full_total', { by: ['instance', 'type'], name: 'channel full' }),
        q.perSecond('tikv_coprocessor_request_error', {
          by: ['instance'],
          where: 'type="full"',
          name: 'coprocessor',
        }),
        q.avg('tikv_engine_write_stall', {
          by: ['instance', 'db'],
          where: 'type="write_stall_percentile99"',
          name: 'stall',
        }),
        q.perSecond('tikv_raftstore_store_write_msg_block_wait_duration_seconds_count', {
          by: ['instance'],
          name: 'store write channel full',
        }),
        q.sum('tikv_raftstore_process_busy', { by: ['instance', 'type'], name: 'busy' }),
      ],
      min: 0,
    }),
    lines({
      title: 'Errps',
      description:
        'Requests that failed and critical errors, a second; and stores that sent PD no heartbeat for a while.',
      unit: 'none',
      queries: [
        q.perSecond('tikv_grpc_msg_fail_total', {
          by: ['instance'],
          where: 'type!="kv_gc"',
          name: 'gRPC failed',
        }),
        q.perSecond('tikv_critical_error_total', { by: ['instance', 'type'] }),
        silentStores(),
      ],
      min: 0,
    }),
    lines({
      title: 'Critical error',
      description: 'Critical errors a second, by type. Every one deserves a look at the log.',
      unit: 'none',
      width: 24,
      height: 6,
      queries: [q.perSecond('tikv_critical_error_total', { by: ['instance', 'type'] })],
      min: 0,
    }),
  ],
};

/** A store that sends heartbeats counts at least one answer in the interval. */
function silentStores() {
  const heartbeats = q.perMinute('tikv_pd_heartbeat_message_total', {
    by: ['instance'],
    where: 'type="noop"',
    name: 'heartbeats a minute below one',
  });
  return { ...heartbeats, expr: `${heartbeats.expr} < 1` };
}
