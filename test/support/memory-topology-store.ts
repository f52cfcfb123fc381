import type { Clock } from '../../src/model/ports/clock.ts';
import type { TopologyEntry, TopologyStore } from '../../src/model/ports/topology-store.ts';

interface Lease {
  readonly ttl: number;
  endsAt: number;
}

/** A topology store in memory, whose leases end by a clock. */
export interface MemoryTopologyStore extends TopologyStore {
  /** Writes as somebody else does, without a lease. */
  set(key: string, value: string): void;
}

export function memoryTopologyStore(clock: Pick<Clock, 'now'>): MemoryTopologyStore {
  const entries = new Map<string, TopologyEntry>();
  const leases = new Map<string, Lease>();
  let count = 0;

  function live(key: string): TopologyEntry | undefined {
    const entry = entries.get(key);
    if (entry !== undefined && entry.lease !== '0' && !isAlive(entry.lease)) entries.delete(key);
    return entries.get(key);
  }

  function isAlive(id: string): boolean {
    const lease = leases.get(id);
    return lease !== undefined && clock.now() < lease.endsAt;
  }

  return {
    set(key, value) {
      entries.set(key, { value, lease: '0', revision: String(++count) });
    },
    get: async (key) => live(key),
    async put(key, value, { ttl, revision }) {
      if ((live(key)?.revision ?? '0') !== revision) return false;
      const lease = String(++count);
      leases.set(lease, { ttl: ttl * 1_000, endsAt: clock.now() + ttl * 1_000 });
      entries.set(key, { value, lease, revision: String(++count) });
      return true;
    },
    async keepAlive(id) {
      const lease = leases.get(id);
      if (lease === undefined || !isAlive(id)) return false;
      lease.endsAt = clock.now() + lease.ttl;
      return true;
    },
    async delete(key, value) {
      if (live(key)?.value !== value) return false;
      return entries.delete(key);
    },
    close: () => {},
  };
}
