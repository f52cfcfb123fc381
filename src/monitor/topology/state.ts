import type { MonitorName } from './decide.ts';

/** How far the PD of one cluster shows a monitor. */
export type ClusterTopology =
  | { readonly state: 'shown' }
  | { readonly state: 'pending' }
  | { readonly state: 'yielded'; readonly to: MonitorName }
  /** Somebody else's value stands there, which is left alone. */
  | { readonly state: 'foreign'; readonly key: string; readonly value: string }
  | { readonly state: 'unreachable'; readonly message: string };

/** The same for all clusters of a monitor, by `TidbCluster/namespace/name`. */
export type TopologyState = ReadonlyMap<string, ClusterTopology>;

/** What a condition says of it. */
export interface TopologyStatement {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** The worst of it first; `undefined` where no cluster has a PD. */
export function topologyStatement(state: TopologyState): TopologyStatement | undefined {
  if (state.size === 0) return undefined;
  const messages: string[] = [];
  let reason: string | undefined;
  const order = ['unreachable', 'foreign', 'yielded', 'pending'] as const;
  for (const kind of order) {
    for (const [cluster, one] of state) {
      if (one.state !== kind) continue;
      reason ??= REASONS[kind];
      messages.push(messageOf(cluster, one));
    }
  }
  if (reason === undefined) {
    const clusters = [...state.keys()].join(', ');
    return { status: 'True', reason: 'Shown', message: `TiDB Dashboard leads here: ${clusters}` };
  }
  const status = reason === REASONS.pending ? 'Unknown' : 'False';
  return { status, reason, message: messages.join('; ') };
}

const REASONS = {
  unreachable: 'PdUnreachable',
  foreign: 'OtherAddress',
  yielded: 'OtherMonitor',
  pending: 'Pending',
} as const;

function messageOf(cluster: string, one: ClusterTopology): string {
  switch (one.state) {
    case 'unreachable':
      return `${cluster}: its PD cannot be told where Prometheus is, and is tried again: ${one.message}`;
    case 'foreign':
      return `${cluster}: ${one.key} in its PD is ${one.value}; delete the key to have this monitor shown`;
    case 'yielded':
      return `${cluster}: its TiDB Dashboard leads to TidbMonitor/${one.to.namespace}/${one.to.name}, whose name comes first`;
    case 'pending':
      return `${cluster}: its PD has not been told yet`;
    case 'shown':
      return '';
  }
}
