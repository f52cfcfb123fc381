import { expect, it } from 'vitest';
import { apply } from '../../../src/apply/apply.ts';
import { createConfigMapLedger } from '../../../src/apply/ledger/config-map-ledger.ts';
import { inventoryName, ledgerName } from '../../../src/model/identity.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import {
  discovery,
  inventoryNamespace,
  type PlanningOptions,
  planFor,
} from '../../apply/planning.ts';
import { type FakeCluster, fakeCluster } from '../../support/fake-cluster.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { job } from './objects.ts';

const queued = 10_000;
const atOnce = 10;
/** What the API server takes of a ConfigMap, in bytes. */
const largestConfigMap = 1_048_576;

/** A cluster whose Jobs end a little after they were made, and one agent on it. */
function openQueue() {
  const fake = fakeCluster();
  const { cluster } = fake;
  const clock = manualClock();
  const ledger = createConfigMapLedger({
    cluster,
    clock,
    namespace: inventoryNamespace,
    by: 'agent',
  });
  const context = { cluster, discovery, clock, inventoryNamespace, ledger, hooksAtOnce: atOnce };
  return {
    ...countJobs(fake),
    fake,
    plan: (hooks: readonly Manifest[], options: PlanningOptions = {}) =>
      planFor(cluster, hooks, { ledger, ...options }),
    run: (plan: Plan) => apply(plan, context),
    /** Bytes of what is kept on the cluster for a target. */
    sizes: (target: string) =>
      [ledgerName(target), inventoryName(target)].map((name) => {
        const id = { group: '', kind: 'ConfigMap', namespace: inventoryNamespace, name };
        return JSON.stringify(fake.live(id) ?? '').length;
      }),
  };
}

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

function jobs(prefix: string, count: number): readonly Manifest[] {
  return Array.from({ length: count }, (_, index) =>
    job(`${prefix}-${index}`, { hook: 'PreSync' }),
  );
}

it('ten thousand hooks of one wave all run, so many at a time, none twice, also at the next commit', async () => {
  const { fake, plan, run, created, counts, sizes } = openQueue();
  const hooks = jobs('migrate', queued);
  const begun = performance.now();
  const first = await plan(hooks);
  const planned = performance.now();
  fake.calls.length = 0;
  const { outcome } = await run(first);
  const ended = performance.now();
  expect(outcome).toBe('done');
  expect(created.size).toBe(queued);
  expect([...created.values()].every((times) => times === 1)).toBe(true);
  expect(counts.most).toBe(atOnce);
  const each = fake.calls.length / queued;
  const [ledgerSize = 0, inventorySize = 0] = sizes('web');
  console.log(
    `${queued} hooks of one wave, ${atOnce} at once: planned in ${seconds(planned - begun)}, run in ${seconds(ended - planned)}, ${each.toFixed(1)} requests a hook; ledger ${ledgerSize} bytes, inventory ${inventorySize}`,
  );
  // Looked for, made, listed, watched and let go; begun, noted and ended on record.
  expect(each).toBeLessThan(8.1);
  expect(Math.max(ledgerSize, inventorySize)).toBeLessThan(largestConfigMap);

  // A commit that changes nothing here is no reason to run any of them again.
  const next = await plan(hooks, { revision: 'main@sha1:2' });
  expect((await run(next)).outcome).toBe('done');
  expect(created.size).toBe(queued);
  expect([...created.values()].every((times) => times === 1)).toBe(true);
});

it('ten thousand hooks of fifty targets all run at once, none twice', async () => {
  const { plan, run, created, counts } = openQueue();
  const targets = 50;
  const plans = await Promise.all(
    Array.from({ length: targets }, (_, target) =>
      plan(jobs(`t${target}`, queued / targets), { target: { name: `t${target}` } }),
    ),
  );
  const results = await Promise.all(plans.map(run));
  expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
  expect(created.size).toBe(queued);
  expect([...created.values()].every((times) => times === 1)).toBe(true);
  expect(counts.most).toBeGreaterThan(atOnce);
  expect(counts.most).toBeLessThanOrEqual(targets * atOnce);
});

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
