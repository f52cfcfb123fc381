import { formatObjectId, type ObjectId, objectKey } from '../../model/object-id.ts';
import type { MonitorSummary } from '../../monitor/summary.ts';
import type { ClusterTopology, TopologyState } from '../../monitor/topology/state.ts';
import type { PdPlan } from './plan-pds.ts';

/** What is known of monitors and the PDs of their clusters. */
export interface TopologyStates {
  /** What became of each claim of a plan, in their order. */
  set(plan: PdPlan, found: readonly ClusterTopology[]): void;
  of(monitor: MonitorSummary): TopologyState;
}

export function createTopologyStates(
  onChange: (target: string, monitor: ObjectId) => void,
): TopologyStates {
  /** By monitor and cluster. */
  const known = new Map<string, ClusterTopology>();
  const keyOf = (monitor: ObjectId, cluster: ObjectId) =>
    `${objectKey(monitor)} ${objectKey(cluster)}`;

  return {
    set(plan, found) {
      for (const [index, { target, monitor, claim }] of plan.claims.entries()) {
        const state = found[index] ?? { state: 'pending' };
        const key = keyOf(monitor, claim.cluster);
        if (JSON.stringify(known.get(key)) === JSON.stringify(state)) continue;
        known.set(key, state);
        onChange(target, monitor);
      }
    },
    of({ id, topology }) {
      return new Map(
        topology.map(({ cluster }) => [
          formatObjectId(cluster),
          known.get(keyOf(id, cluster)) ?? { state: 'pending' },
        ]),
      );
    },
  };
}
