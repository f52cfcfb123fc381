import { describe, expect, it } from 'vitest';
import { concurrently } from '../../src/model/concurrently.ts';

/** Work that ends when the test says so. */
function workshop() {
  const open = new Map<number, PromiseWithResolvers<number>>();
  return {
    open,
    work: (item: number) => {
      const done = Promise.withResolvers<number>();
      open.set(item, done);
      return done.promise;
    },
    async end(item: number) {
      open.get(item)?.resolve(item * 10);
      open.delete(item);
      await new Promise(setImmediate);
    },
  };
}

describe('work on many items', () => {
  it('runs so many at a time, and gives the results in the order of the items', async () => {
    const { open, work, end } = workshop();
    const all = concurrently([1, 2, 3, 4], 2, work);
    expect([...open.keys()]).toEqual([1, 2]);
    await end(2);
    expect([...open.keys()]).toEqual([1, 3]);
    await end(3);
    await end(4);
    await end(1);
    expect(await all).toEqual([10, 20, 30, 40]);
  });

  it('starts nothing new after a failure, and waits for what runs', async () => {
    const { open, work, end } = workshop();
    const all = concurrently([1, 2, 3], 2, work);
    open.get(1)?.reject(new Error('broken'));
    await end(1);
    expect([...open.keys()]).toEqual([2]);
    const settled = Promise.allSettled([all]);
    await end(2);
    expect(await settled).toMatchObject([{ status: 'rejected', reason: { message: 'broken' } }]);
  });

  it('starts nothing new once it is aborted, and says why', async () => {
    const { open, work, end } = workshop();
    const stop = new AbortController();
    const all = concurrently([1, 2], 1, work, stop.signal);
    stop.abort(new Error('stopping'));
    const settled = Promise.allSettled([all]);
    await end(1);
    expect(open.size).toBe(0);
    expect(await settled).toMatchObject([{ status: 'rejected', reason: { message: 'stopping' } }]);
  });

  it('has nothing to do for no items', async () => {
    expect(await concurrently([], 8, async (item) => item)).toEqual([]);
  });
});
