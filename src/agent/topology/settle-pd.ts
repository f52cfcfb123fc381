import type { TopologyStore } from '../../model/ports/topology-store.ts';
import { decideTopology, type MonitorName } from '../../monitor/topology/decide.ts';
import type { ClusterTopology } from '../../monitor/topology/state.ts';
import type { PdClaim, PdPlan } from './plan-pds.ts';

/** As long as with tidb-operator; seconds. */
const timeToLive = 600;

/** How often a key is read again that somebody else writes at the same time. */
const tries = 3;

/**
 * Makes the keys of one PD what they should be; gives what becomes of each
 * claim. Throws `TopologyError`.
 */
export async function settlePd(
  { claims, released }: PdPlan,
  store: TopologyStore,
): Promise<readonly ClusterTopology[]> {
  for (const [key, value] of released) await store.delete(key, value);
  const [shown, ...others] = claims;
  if (shown === undefined) return [];
  const { namespace, name } = shown.monitor;
  return [
    await show(shown, store),
    ...others.map((): ClusterTopology => ({ state: 'yielded', to: { namespace, name } })),
  ];
}

async function show({ monitor, claim }: PdClaim, store: TopologyStore): Promise<ClusterTopology> {
  const { namespace, name } = monitor;
  for (const [key, value] of Object.entries(claim.entries)) {
    const state = await settleKey({ namespace, name }, key, value, store);
    if (state.state !== 'shown') return state;
  }
  return { state: 'shown' };
}

async function settleKey(
  monitor: MonitorName,
  key: string,
  value: string,
  store: TopologyStore,
): Promise<ClusterTopology> {
  for (let time = 0; time < tries; time++) {
    const step = decideTopology(monitor, value, await store.get(key));
    if (step.action === 'yield') return { state: 'yielded', to: step.to };
    if (step.action === 'leave') return { state: 'foreign', key, value: step.value };
    const done =
      step.action === 'keep-alive'
        ? await store.keepAlive(step.lease)
        : await store.put(key, value, { ttl: timeToLive, revision: step.revision });
    if (done) return { state: 'shown' };
  }
  return { state: 'pending' };
}
