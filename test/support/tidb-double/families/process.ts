import { constant, counter, type Family, gauge } from '../exposition.ts';

/** What every Prometheus client library says of its process, on Linux. */
export function processFamilies(startedAt: number): readonly Family[] {
  return [
    counter('process_cpu_seconds_total', {}, 0.4),
    gauge('process_resident_memory_bytes', {}, 3e8),
    gauge('process_virtual_memory_bytes', {}, 9e8),
    gauge('process_open_fds', {}, 90),
    gauge('process_max_fds', {}, 1e6),
    constant('process_start_time_seconds', {}, startedAt),
  ];
}

/** What Go's runtime says of itself: the default collector and the runtime's own metrics. */
export const GO_FAMILIES: readonly Family[] = [
  gauge('go_goroutines', {}, 400),
  gauge('go_threads', {}, 20),
  constant('go_info', { version: ['go1.25.5'] }, 1),
  ...['alloc', 'idle', 'inuse', 'released', 'sys'].map((part) =>
    gauge(`go_memstats_heap_${part}_bytes`, {}, 1e8),
  ),
  gauge('go_memstats_heap_objects', {}, 1e6),
  gauge('go_memstats_next_gc_bytes', {}, 2e8),
  gauge('go_memstats_gc_cpu_fraction', {}, 0.01),
  gauge('go_gc_heap_goal_bytes', {}, 2e8),
  ...['objects', 'unused', 'free', 'released', 'stacks'].map((part) =>
    gauge(`go_memory_classes_heap_${part}_bytes`, {}, 1e8),
  ),
  gauge('go_sched_goroutines_goroutines', {}, 400),
  gauge('go_gc_gomemlimit_bytes', {}, 9e9),
  counter('go_gc_duration_seconds_sum', {}, 0.001),
  counter('go_gc_duration_seconds_count', {}, 0.1),
];
