import type { Report } from '../finding.ts';
import { namesOf } from '../names.ts';
import type { TidbMonitor } from '../read-monitor.ts';

/** The longest name of a Service, and the longest value of a label. */
const LABEL_LIMIT = 63;
/** A StatefulSet's pods carry a label with its name, a dash and a hash of ten characters. */
const WORKLOAD_LIMIT = 52;

/** The names of the children must fit, too. */
export function checkNames(monitor: TidbMonitor, report: Report): void {
  const names = namesOf(monitor);
  const lastShard = Math.max(0, (monitor.spec.shards ?? 1) - 1);
  const limited = [
    { name: names.workload(lastShard), limit: WORKLOAD_LIMIT, kind: 'StatefulSet' },
    { name: names.reloaderService(lastShard), limit: LABEL_LIMIT, kind: 'Service' },
    { name: names.prometheusService(lastShard), limit: LABEL_LIMIT, kind: 'Service' },
  ];
  const excess = limited.map(({ name, limit }) => name.length - limit);
  const worst = limited[excess.indexOf(Math.max(...excess))];
  if (worst === undefined || worst.name.length <= worst.limit) return;
  const allowed = monitor.name.length - Math.max(...excess);
  const what = `makes the ${worst.kind} ${worst.name}, which is longer than ${worst.limit} characters`;
  const advice = `shorten the name to ${allowed} characters`;
  report('INVALID_VALUE', ['metadata', 'name'], what, advice);
}
