import { aggregate, on } from '../promql.ts';
import type { Alert } from '../rule.ts';

/** What TiCDC and TiKV-CDC have in common: owners, and the part of TiKV that both read from. */

export function hasManyOwners(
  name: string,
  title: string,
  counter: string,
  threshold: number,
): Alert {
  return {
    name,
    severity: 'warning',
    for: '1m',
    value: aggregate('sum', `rate(${counter})`),
    threshold: { operator: '>=', value: threshold },
    unit: 'per-second',
    scope: 'cluster',
    summary: `${title} has several owners`,
    says: 'its owners renew their claim {value} times a second; less than {threshold} is expected of one',
    advice: 'Keep the logs of its servers, and restart those that are not the owner.',
  };
}

export function hasNoOwner(name: string, title: string, counter: string, threshold: number): Alert {
  return {
    name,
    severity: 'warning',
    for: '10m',
    value: aggregate('sum', `rate(${counter})`),
    threshold: { operator: '<', value: threshold },
    unit: 'per-second',
    scope: 'cluster',
    needsAllTargets: true,
    summary: `${title} has no owner`,
    says: 'its owner renews its claim {value} times a second; {threshold} or more is expected',
    advice: 'See whether its servers run and reach PD.',
  };
}

export function hasStuckResolvedTs(name: string, provided: readonly string[]): Alert {
  const matching = `and ${on('instance')}`;
  return {
    name,
    severity: 'warning',
    for: '1m',
    value: ['changes(tikv_cdc_min_resolved_ts[1m]) < 1', ...provided].join(` ${matching} `),
    unit: 'number',
    scope: 'instance',
    summary: 'TiKV does not move on for change data capture',
    says: 'its least resolved timestamp did not change for a minute',
    advice: 'Look at its log for the Region that holds it up, and for a long transaction.',
  };
}

export function scansLong(name: string): Alert {
  return {
    name,
    severity: 'warning',
    for: '1m',
    value: 'histogram_quantile(0.9, rate(tikv_cdc_scan_duration_seconds_bucket[1m]))',
    threshold: { operator: '>', value: 600 },
    unit: 'seconds',
    scope: 'instance',
    summary: 'TiKV is slow to read old changes',
    says: '10 % of its scans for change data capture take {value} or longer; up to {threshold} are expected',
    advice: 'See how far its changefeeds lag, and how busy it is.',
  };
}
