import type { Alert } from '../rule.ts';

/** Alerts that every server of a TiDB cluster has: down, restarted, near its limits. */

/** The components are one name, or several with `|` between them. */
export function isDown(name: string, title: string, components: string): Alert {
  return {
    name,
    severity: 'critical',
    for: '5m',
    value: `up{component=~"${components}"} == 0`,
    unit: 'number',
    scope: 'instance',
    summary: `${title} does not answer`,
    says: 'its metrics cannot be read',
    advice: 'Look at the pod: is it running, ready, and reachable from Prometheus?',
  };
}

export function hasRestarted(name: string, title: string, component: string): Alert {
  return {
    name,
    severity: 'warning',
    for: '1m',
    value: `changes(process_start_time_seconds{component="${component}"}[5m])`,
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    summary: `${title} has restarted`,
    says: 'it started {value} times in 5 minutes',
    advice: 'Look for the reason in the last state of its container, and in its previous log.',
  };
}

export function nearsCpuLimit(
  name: string,
  title: string,
  component: string,
  limit: string,
): Alert {
  return {
    name,
    severity: 'warning',
    for: '45s',
    value: `rate(process_cpu_seconds_total{component="${component}"}[1m]) / ${limit}`,
    threshold: { operator: '>', value: 0.8 },
    unit: 'ratio',
    scope: 'instance',
    summary: `${title} nears its CPU limit`,
    says: 'it uses {value} of its CPU limit, which is more than {threshold}',
    advice: 'Spread the load, or raise the limit.',
  };
}

export function nearsMemoryLimit(
  name: string,
  title: string,
  component: string,
  limit: string,
): Alert {
  return {
    name,
    severity: 'warning',
    for: '15s',
    value: `process_resident_memory_bytes{component="${component}"} / ${limit}`,
    threshold: { operator: '>', value: 0.8 },
    unit: 'ratio',
    scope: 'instance',
    summary: `${title} nears its memory limit`,
    says: 'it uses {value} of its memory limit, which is more than {threshold}',
    advice: 'Find out what holds the memory before it is killed for it, or raise the limit.',
  };
}

export function hasLargeHeap(name: string, title: string, selector: string): Alert {
  return {
    name,
    severity: 'warning',
    for: '1m',
    value: selector,
    threshold: { operator: '>', value: 1e10 },
    unit: 'bytes',
    scope: 'instance',
    summary: `The heap of ${title} is large`,
    says: 'its heap takes {value}, which is more than {threshold}',
    advice: 'Take a heap profile while it lasts, and look for growing numbers of goroutines.',
  };
}
