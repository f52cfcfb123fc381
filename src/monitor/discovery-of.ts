import type { ObjectId } from '../model/object-id.ts';
import { namesOf } from './names.ts';
import type { MonitorSummary } from './summary.ts';

/** Of the names that `operatorMonitor` gives. */
const operatorMonitorEnd = /-(?:tidb|dm)$/;

/**
 * Whether an object tells the Prometheus operator what these monitors scrape.
 * Such objects hold nothing. When a cluster leaves a monitor, or the operator is
 * told by another kind, none of them must wait for anybody: until it goes, the
 * operator's Prometheus scrapes what it should not, or scrapes it twice.
 */
export function discoveryOf(monitors: readonly MonitorSummary[]): (id: ObjectId) => boolean {
  const named = monitors.map(({ id }) => ({ namespace: id.namespace, names: namesOf(id) }));
  const ends = named.map(({ names }) => names.metricsServiceEnd());
  return ({ group, kind, namespace, name }) => {
    if (group === '' && kind === 'Service') return ends.some((end) => name.endsWith(end));
    if (group !== 'monitoring.coreos.com') return false;
    if (kind !== 'PodMonitor' && kind !== 'ServiceMonitor') return false;
    if (!operatorMonitorEnd.test(name)) return false;
    return named.some(({ namespace: own, names }) =>
      name.startsWith(`${namespace === own ? names.base : names.foreignRole}-`),
    );
  };
}
