import { lines, type PanelDefinition } from './definition.ts';
import { combined, type Expressions, type Query } from './promql.ts';

/** Memory that a Go program keeps objects in, those to be collected included. */
export function heapInUse(q: Expressions, where: string): Query {
  const series = { by: ['instance'], where };
  return combined(
    q.sum('go_memory_classes_heap_objects_bytes', { ...series, name: 'heap in use' }),
    '+',
    q.sum('go_memory_classes_heap_unused_bytes', series),
  );
}

/** How long each process has been running. */
export function uptimePanel(q: Expressions, where: string): PanelDefinition {
  return lines({
    title: 'Uptime',
    description: 'How long each process has been running. A line that falls is a restart.',
    unit: 's',
    width: 8,
    queries: [q.uptime({ where })],
    min: 0,
  });
}

/** What every process tells of its CPU and memory. */
export function processQueries(q: Expressions, where: string) {
  const series = { by: ['instance'], where };
  return {
    cpu: q.perSecond('process_cpu_seconds_total', series),
    memory: q.max('process_resident_memory_bytes', { ...series, name: 'process' }),
  };
}
