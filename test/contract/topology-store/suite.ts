import { expect, it } from 'vitest';
import type { TopologyStore } from '../../../src/model/ports/topology-store.ts';

/** A store that nobody else writes to. */
export interface TopologySubject {
  readonly store: TopologyStore;
  /** Writes as somebody else does, without a lease. */
  set(key: string, value: string): Promise<void>;
  /** Lets at least this many seconds pass for the leases. */
  pass(seconds: number): Promise<void>;
}

/** What every topology store does. */
export function topologyStoreSuite(subject: () => TopologySubject): void {
  const key = '/topology/prometheus';
  const long = { ttl: 600, revision: '0' };
  let count = 0;
  /** A key of this test alone. */
  const fresh = () => `${key}/${++count}`;

  it('has nothing at first', async () => {
    expect(await subject().store.get(fresh())).toBeUndefined();
  });

  it('gives what was written, and what it lives by', async () => {
    const { store } = subject();
    const one = fresh();
    expect(await store.put(one, '{"port":9090}', long)).toBe(true);
    const entry = await store.get(one);
    expect(entry?.value).toBe('{"port":9090}');
    expect(entry?.lease).toMatch(/^[1-9]\d*$/);
    expect(entry?.revision).toMatch(/^[1-9]\d*$/);
  });

  it('writes over a value only where it is the one that was read', async () => {
    const { store } = subject();
    const one = fresh();
    await store.put(one, 'a', long);
    expect(await store.put(one, 'b', long)).toBe(false);
    const read = await store.get(one);
    expect(await store.put(one, 'b', { ttl: 600, revision: read?.revision ?? '' })).toBe(true);
    expect(await store.put(one, 'c', { ttl: 600, revision: read?.revision ?? '' })).toBe(false);
    expect((await store.get(one))?.value).toBe('b');
  });

  it('tells values without a lease by the lease 0', async () => {
    const { store, set } = subject();
    const one = fresh();
    await set(one, 'by hand');
    expect(await store.get(one)).toMatchObject({ value: 'by hand', lease: '0' });
  });

  it('forgets a value whose lease has ended, and says so to whoever renews it', async () => {
    const { store, pass } = subject();
    const one = fresh();
    await store.put(one, 'short', { ttl: 2, revision: '0' });
    const lease = (await store.get(one))?.lease ?? '';
    await pass(5);
    expect(await store.get(one)).toBeUndefined();
    expect(await store.keepAlive(lease)).toBe(false);
  });

  it('keeps a value whose lease is renewed', async () => {
    const { store, pass } = subject();
    const one = fresh();
    await store.put(one, 'kept', { ttl: 4, revision: '0' });
    const lease = (await store.get(one))?.lease ?? '';
    for (let time = 0; time < 3; time++) {
      await pass(2);
      expect(await store.keepAlive(lease)).toBe(true);
    }
    expect((await store.get(one))?.value).toBe('kept');
  });

  it('deletes a value only where it is the given one', async () => {
    const { store } = subject();
    const one = fresh();
    await store.put(one, 'ours', long);
    expect(await store.delete(one, 'theirs')).toBe(false);
    expect(await store.delete(one, 'ours')).toBe(true);
    expect(await store.delete(one, 'ours')).toBe(false);
    expect(await store.get(one)).toBeUndefined();
  });
}
