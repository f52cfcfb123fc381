import { lines, number, type RowDefinition } from './definition.ts';
import { heapInUse, processQueries, uptimePanel } from './process.ts';
import { instancesOf } from './scopes.ts';

const q = instancesOf('tidb');

const TIDB = 'component="tidb"';

const cpuAndMemory = processQueries(q, TIDB);

/** The TiDB processes: whether they run, and what they use. */
export const tidbServer: RowDefinition = {
  title: 'Server',
  panels: [
    number({
      title: 'Servers up',
      description: 'TiDB servers that answer.',
      unit: 'none',
      queries: [q.sum('up', { where: TIDB })],
    }),
    number({
      title: 'Servers down',
      description: 'TiDB servers that Prometheus knows and that do not answer.',
      unit: 'none',
      queries: [
        { expr: `sum ${q.keep()} (${q.select('up', TIDB)} == bool 0)`, legend: q.legend() },
      ],
      critical: 1,
    }),
    uptimePanel(q, TIDB),
    lines({
      title: 'Connection count',
      description: 'Open connections by instance and in all, and those that run a statement.',
      unit: 'none',
      width: 8,
      queries: [
        q.sum('tidb_server_connections', { by: ['instance', 'resource_group'] }),
        q.sum('tidb_server_connections', { name: 'total' }),
        q.sum('tidb_server_tokens', { name: 'active' }),
      ],
    }),
    lines({
      title: 'CPU usage',
      description: 'Cores in use by each TiDB, and how many it may use.',
      unit: 'none',
      queries: [
        cpuAndMemory.cpu,
        q.max('tidb_server_maxprocs', { by: ['instance'], where: TIDB, name: 'quota' }),
      ],
    }),
    lines({
      title: 'Memory usage',
      description:
        'Resident memory, heap in use, what the parts of TiDB account for, and the limit. A process close to its limit is about to be killed.',
      unit: 'bytes',
      queries: [
        cpuAndMemory.memory,
        heapInUse(q, TIDB),
        q.sum('tidb_server_memory_usage', { by: ['module', 'instance'], where: TIDB }),
        q.max('tidb_server_memory_quota_bytes', { by: ['instance'], where: TIDB, name: 'quota' }),
      ],
    }),
    lines({
      title: 'Goroutine count',
      description: 'Goroutines. A number that only grows is a leak.',
      unit: 'none',
      queries: [q.sum('go_sched_goroutines_goroutines', { by: ['instance'], where: TIDB })],
    }),
    lines({
      title: 'Panic and critical error',
      description: 'Panics and critical errors, a minute. Every one deserves a look at the log.',
      unit: 'none',
      queries: [
        q.perMinute('tidb_server_panic_total', { by: ['instance', 'type'], name: 'panic' }),
        q.perMinute('tidb_server_critical_error_total', { by: ['instance'], name: 'critical' }),
      ],
      min: 0,
      critical: 1,
    }),
  ],
};
