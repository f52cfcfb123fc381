import { expect, it } from 'vitest';
import { apply } from '../../../src/apply/apply.ts';
import { discovery, inventoryNamespace, ledger, planFor } from '../../apply/planning.ts';
import { type FakeCluster, fakeCluster } from '../../support/fake-cluster.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { job } from './objects.ts';

const targets = 50;
const hooksEach = 200;
const atOnce = 10;

/** Lets every Job end a little after it was made, and counts them. */
function countJobs(fake: FakeCluster) {
  const created = new Map<string, number>();
  const counts = { running: 0, most: 0 };
  fake.intercept = (call) => {
    const name = /^apply Job\/ns\/(\S+)$/.exec(call)?.[1];
    if (name === undefined) return;
    created.set(name, (created.get(name) ?? 0) + 1);
    counts.running += 1;
    counts.most = Math.max(counts.most, counts.running);
    setTimeout(() => {
      const live = fake.live({ group: 'batch', kind: 'Job', namespace: 'ns', name });
      if (live === undefined) throw new Error(`${name} is gone`);
      counts.running -= 1;
      fake.put({ ...live, status: { conditions: [{ type: 'Complete', status: 'True' }] } });
    }, 0);
  };
  return { created, counts };
}

it('ten thousand hooks queued at once all run, so many at a time, and none of them twice', async () => {
  const fake = fakeCluster();
  const plans = await Promise.all(
    Array.from({ length: targets }, (_, target) => {
      const name = `t${target}`;
      const hooks = Array.from({ length: hooksEach }, (_one, index) =>
        job(`${name}-${index}`, { hook: 'PreSync' }),
      );
      return planFor(fake.cluster, hooks, { target: { name } });
    }),
  );
  const { created, counts } = countJobs(fake);
  const { cluster } = fake;
  const context = { cluster, discovery, clock: manualClock(), inventoryNamespace, ledger };
  const results = await Promise.all(
    plans.map((plan) => apply(plan, { ...context, hooksAtOnce: atOnce })),
  );
  expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
  expect(created.size).toBe(targets * hooksEach);
  expect([...created.values()].every((times) => times === 1)).toBe(true);
  expect(counts.most).toBeGreaterThan(atOnce);
  expect(counts.most).toBeLessThanOrEqual(targets * atOnce);
}, 180_000);
