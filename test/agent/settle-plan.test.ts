import { describe, expect, it } from 'vitest';
import { type SettleContext, settlePlan } from '../../src/agent/settle-plan.ts';
import { parseMaintenanceWindows } from '../../src/model/maintenance-window.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Discovery } from '../../src/model/ports/cluster.ts';
import { ForbiddenError } from '../../src/model/ports/cluster-errors.ts';
import type { Target } from '../../src/model/target.ts';
import { prepareDesired } from '../../src/plan/desired.ts';
import { createDryRunMemory } from '../../src/plan/dry-run-memory.ts';
import { observe } from '../../src/plan/observe.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { builtInDiscovery } from '../support/built-in-discovery.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';
import { manualClock } from '../support/manual-clock.ts';
import { memoryLedger } from '../support/memory-ledger.ts';
import { rendered, statefulSet } from '../support/objects.ts';
import { aTarget } from '../support/targets.ts';

const version = 'pingcap.com/v1alpha1';
const builtIn = builtInDiscovery();
/** A server that knows the kinds of tidb-operator, too. */
const discovery: Discovery = {
  find: async (group, kind, wanted) =>
    group === 'pingcap.com'
      ? {
          group,
          kind,
          version: 'v1alpha1',
          resource: `${kind.toLowerCase()}s`,
          namespaced: true,
          verbs: [],
        }
      : builtIn.find(group, kind, wanted),
  refresh: () => undefined,
};

const of = (kind: string, name: string, fields: Partial<Manifest> = {}): Manifest => ({
  apiVersion: version,
  kind,
  metadata: { name, namespace: 'db' },
  ...fields,
});
const monitor = of('TidbMonitor', 'm', { spec: { clusters: [{ name: 'basic' }] } });
const database = (status: Manifest['status']) => of('TidbCluster', 'basic', { status });
const labelled = (object: Manifest, image: string): Manifest => ({
  ...object,
  metadata: {
    ...object.metadata,
    namespace: 'db',
    labels: { 'tidewatch.dev/target': 'web', image },
  },
});

/** The plan for a monitor and a workload of its, of which the image changes. */
async function settled(
  fake: FakeCluster,
  target: Partial<Target> = {},
  approvals: readonly string[] = [],
): Promise<Plan> {
  const clock = manualClock(Date.UTC(2030, 0, 1));
  const context: SettleContext = {
    cluster: fake.cluster,
    discovery,
    clock,
    budget: { objects: 10, percent: 30 },
    approvals: new Set(),
    readApprovals: async () => new Set(approvals),
  };
  const whole = aTarget('web', { defaultNamespace: 'db', ...target });
  const objects = rendered([monitor, statefulSet('prometheus', { replicas: 2 })]);
  const prepared = await prepareDesired(whole, 'main@sha1:1', objects, discovery);
  const observation = await observe(prepared.desired, {
    cluster: fake.cluster,
    discovery,
    inventoryNamespace: 'agent',
    ledger: memoryLedger(clock, 'test'),
    memory: createDryRunMemory(),
  });
  return settlePlan(prepared, observation, { target: whole, goneTargets: new Set() }, context);
}

const running = () => fakeCluster(labelled(monitor, '1'), labelled(statefulSet('prometheus'), '1'));
const waits = (plan: Plan) => plan.waiting.map(({ id }) => `${id.kind} ${id.name}`);

describe('a plan that restarts a workload', () => {
  it('goes where nothing speaks against it', async () => {
    expect(waits(await settled(running()))).toEqual([]);
  });

  it('waits for the window, and says when that opens', async () => {
    const windows = parseMaintenanceWindows('0 2 * * 6 for 4h in Europe/Berlin');
    const plan = await settled(running(), {
      policy: { windows, approval: 'deletions', approved: [] },
    });
    expect(waits(plan)).toEqual(['StatefulSet prometheus']);
    expect(plan.holds).toEqual([
      {
        by: 'window',
        reason: 'the maintenance window, which opens at 2030-01-05 02:00 Europe/Berlin',
        until: Date.UTC(2030, 0, 5, 1),
      },
    ]);
  });

  it('waits while the database it watches is being upgraded, and no longer', async () => {
    const fake = running();
    fake.put(database({ tikv: { phase: 'Upgrade' } }));
    const plan = await settled(fake);
    expect(waits(plan)).toEqual(['StatefulSet prometheus']);
    expect(plan.holds.map(({ reason }) => reason)).toEqual([
      'TidbCluster/db/basic is being upgraded (tikv)',
    ]);
    fake.put(database({ tikv: { phase: 'Normal' } }));
    expect(waits(await settled(fake))).toEqual([]);
  });

  it('waits while that is being backed up', async () => {
    const fake = running();
    fake.put(database({}));
    const conditions = [{ type: 'Running', status: 'True' }];
    fake.put(of('Backup', 'b', { spec: { br: { cluster: 'basic' } }, status: { conditions } }));
    expect((await settled(fake)).holds.map(({ reason }) => reason)).toEqual([
      'TidbCluster/db/basic is being backed up (Backup/db/b)',
    ]);
  });

  it('does not wait for backups that the agent may not read', async () => {
    const fake = running();
    fake.put(database({}));
    fake.intercept = (call) => {
      if (call === 'list Backup') throw new ForbiddenError('Backup: no', { status: 403 });
    };
    expect(waits(await settled(fake))).toEqual([]);
  });

  it('asks nothing about databases where nothing changes', async () => {
    const fake = fakeCluster();
    await settled(fake);
    expect(fake.calls.filter((call) => /TidbCluster|Backup|Restore/.test(call))).toEqual([]);
  });

  it('waits for a person where its target says so, and takes what was approved on the cluster', async () => {
    const policy = { windows: [], approval: 'always' as const, approved: [] };
    const held = await settled(running(), { policy });
    expect(held.approval).toMatchObject({ scope: 'plan', held: true });
    const granted = await settled(running(), { policy }, [held.digest]);
    expect([granted.approval.held, waits(granted)]).toEqual([false, []]);
  });
});
