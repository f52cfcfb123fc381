import { describe, expect, it } from 'vitest';
import { createPublisher } from '../../src/agent/publisher.ts';
import type { Problem } from '../../src/model/errors.ts';
import { emptyLedger } from '../../src/model/ledger/step-ledger.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { noSurroundings } from '../../src/plan/migrations/surroundings.ts';
import type { TargetReport } from '../../src/report/target-report.ts';
import { fakeCluster } from '../support/fake-cluster.ts';
import { manualClock } from '../support/manual-clock.ts';
import { configMap, rendered } from '../support/objects.ts';
import { silentLog } from '../support/recording-log.ts';
import { aReport, aTarget } from '../support/targets.ts';

/** The reports that are kept when a plan with one new object and these problems is announced. */
async function keptOf(problems: readonly Problem[]): Promise<TargetReport[]> {
  const kept: TargetReport[] = [];
  const publisher = createPublisher({
    cluster: fakeCluster().cluster,
    clock: manualClock(),
    log: silentLog(),
    store: {
      async keep(report) {
        kept.push(report);
        return configMap(report.target);
      },
      keepDrift: async () => undefined,
      recall() {},
      async forget() {},
    },
    monitorStatus: {
      write: async () => [],
      refresh: async () => {},
      drifted: async () => {},
      forget: () => undefined,
    },
  });
  const target = aTarget('web');
  const objects = rendered([configMap('a')]);
  const desired = { target, revision: 'main@sha1:1', objects, hooks: [] };
  const plan = makePlan(
    { desired, problems, warnings: [] },
    {
      inventory: { target: 'web', revision: '', entries: [] },
      live: new Map(),
      predictions: new Map([['/ConfigMap//a', { kind: 'create' }]]),
      adoptedBefore: new Set(),
      ledger: emptyLedger('app'),
      unserved: new Set(),
      refusedHooks: new Map(),
      around: noSurroundings,
    },
    { goneTargets: new Set() },
  );
  await publisher.announce(aReport('web'), { plan, desired, monitors: [], warnings: [] });
  return kept;
}

describe('an announcement', () => {
  it('says what is about to be done', async () => {
    expect(await keptOf([])).toMatchObject([
      { phase: 'Progressing', message: 'applying: 1 to create, 0 to update, 0 to delete' },
    ]);
  });

  it('is not made of a plan that will not run', async () => {
    const problem = { code: 'X', position: undefined, subject: 'a', what: 'no', advice: 'yes' };
    expect(await keptOf([problem])).toEqual([]);
  });
});

it('tells of a target one thing after the other, so that the last one stays', async () => {
  const kept: string[] = [];
  const gates: (() => void)[] = [];
  const publisher = createPublisher({
    cluster: fakeCluster().cluster,
    clock: manualClock(),
    log: silentLog(),
    store: {
      async keep({ target, phase }) {
        await new Promise<void>((resolve) => gates.push(resolve));
        kept.push(phase);
        return configMap(target);
      },
      keepDrift: async () => undefined,
      recall() {},
      async forget() {},
    },
    monitorStatus: {
      write: async () => [],
      refresh: async () => {},
      drifted: async () => {},
      forget: () => undefined,
    },
  });
  const first = publisher.publish(aReport('web', { phase: 'Waiting' }), undefined);
  const second = publisher.publish(aReport('web', { phase: 'Ready' }), undefined);
  await new Promise((resolve) => setImmediate(resolve));
  expect(gates).toHaveLength(1);
  gates[0]?.();
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  gates[1]?.();
  await second;
  expect(kept).toEqual(['Waiting', 'Ready']);
});
