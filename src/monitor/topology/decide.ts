import { parseJson } from '../../model/json.ts';
import { valueAt } from '../../model/manifest.ts';
import { compareText } from '../../model/object-id.ts';
import type { TopologyEntry } from '../../model/ports/topology-store.ts';

/** A TidbMonitor by its name. */
export interface MonitorName {
  readonly namespace: string;
  readonly name: string;
}

/** What is to be done about one key. */
export type TopologyStep =
  | { readonly action: 'write'; readonly revision: string }
  /** It is ours and has a lease. */
  | { readonly action: 'keep-alive'; readonly lease: string }
  /** A monitor whose name comes first has it. */
  | { readonly action: 'yield'; readonly to: MonitorName }
  /** Something that is no monitor has been written there. */
  | { readonly action: 'leave'; readonly value: string };

/**
 * Of several monitors of one cluster the one whose `namespace/name` comes first
 * (by code units) is shown. Whoever looks comes to the same result from the key
 * alone, so agents need not know each other.
 */
export function decideTopology(
  monitor: MonitorName,
  value: string,
  entry: TopologyEntry | undefined,
): TopologyStep {
  if (entry === undefined) return { action: 'write', revision: '0' };
  const { revision, lease } = entry;
  if (entry.value === value && lease !== '0') return { action: 'keep-alive', lease };
  if (entry.value === value) return { action: 'write', revision };
  const other = monitorIn(entry.value);
  if (other === undefined) return { action: 'leave', value: entry.value };
  return compareMonitors(other, monitor) < 0
    ? { action: 'yield', to: other }
    : { action: 'write', revision };
}

export function compareMonitors(a: MonitorName, b: MonitorName): number {
  return compareText(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`);
}

/** The monitor whose Service an address names. */
function monitorIn(value: string): MonitorName | undefined {
  const match = /^(.+)-(?:prometheus|grafana)\.([^.]+)\.svc$/.exec(addressIn(value));
  if (match === null) return undefined;
  const [, name = '', namespace = ''] = match;
  return { namespace, name };
}

function addressIn(value: string): string {
  try {
    const ip = valueAt(parseJson(value), ['ip']);
    return typeof ip === 'string' ? ip : '';
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return '';
    throw thrown;
  }
}
