import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Hold } from '../../../src/plan/holds/hold.ts';
import { planText } from '../../../src/report/plan-text.ts';
import { deployment, job, settings } from './objects.ts';
import { embeddedTheatre, openStage, type Stage, type Theatre } from './stage.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

const night: Hold = {
  by: 'window',
  reason: 'the maintenance window, which opens at 2030-01-05 02:00 Europe/Berlin',
  until: Date.UTC(2030, 0, 5, 1),
};
const closed = { plan: { holds: [night] } };
const waiting = async (stage: Stage, objects: readonly Manifest[]) => {
  const { plan, result, writes } = await stage.commit(objects, closed);
  return { waits: plan.waiting.map(({ what, id }) => `${what} ${id.name}`), writes, result };
};

/** A Deployment that reads the ConfigMap `settings`. */
function reading(image: string): Manifest {
  const labels = { app: 'web' };
  return {
    ...deployment('web'),
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: 'main', image: `example.com/web:${image}` }],
          volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
        },
      },
    },
  };
}

describe('outside of a maintenance window', () => {
  it('what is new goes, and so does what disrupts nothing', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('a')]);
    const { waits, writes } = await waiting(stage, [settings('a', {}, 'two'), deployment('web')]);
    expect(waits).toEqual([]);
    expect(writes).toEqual(['apply ConfigMap/a', 'apply Deployment/web']);
  });

  it('a workload that would restart waits, and what it reads waits with it', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('settings'), settings('other'), reading('1')]);
    const { waits, writes } = await waiting(stage, [
      settings('settings', {}, 'two'),
      settings('other', {}, 'two'),
      reading('2'),
    ]);
    expect(waits).toEqual(['apply settings', 'apply web']);
    expect(writes).toEqual(['apply ConfigMap/other']);
  });

  it('a change of metadata alone goes', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([deployment('web')]);
    const labelled = deployment('web', { annotations: { note: 'new' } });
    expect((await waiting(stage, [labelled])).writes).toEqual(['apply Deployment/web']);
  });

  it('deletions wait', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('a'), settings('old')]);
    const { waits, writes } = await waiting(stage, [settings('a')]);
    expect([waits, writes]).toEqual([['delete old'], []]);
    const open = await stage.commit([settings('a')]);
    expect(open.writes).toEqual(['delete ConfigMap/old']);
  });

  it('everything waits where a hook is to run: nothing goes before it', async () => {
    await using stage = await openStage(theatre);
    const { waits, writes } = await waiting(stage, [
      job('migrate', { hook: 'PreSync' }),
      settings('a'),
    ]);
    expect([waits, writes]).toEqual([['hook migrate', 'apply a'], []]);
  });

  it('a hook that has begun goes on', async () => {
    await using stage = await openStage(theatre);
    const annotations = { 'tidewatch.dev/hook-timeout': '500ms' };
    const hook = job('migrate', { hook: 'PreSync', annotations }, { ends: 'pending' });
    await stage.commit([hook], { revision: 'r1' });
    const { plan } = await stage.commit([hook], { revision: 'r1', ...closed });
    expect(plan.waiting).toEqual([]);
    expect(plan.summary.hooks).toBe(1);
  });

  it('what comes in a later wave than something that waits, waits too', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([deployment('web')]);
    const { waits, writes } = await waiting(stage, [
      settings('early', { wave: '-1' }),
      deployment('web', {}, { image: '2' }),
      settings('late', { wave: '1' }),
    ]);
    expect(waits).toEqual(['apply web', 'apply late']);
    expect(writes).toEqual(['apply ConfigMap/early']);
  });

  it('the plan shows what waits, and until when', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([deployment('web')]);
    const plan = await stage.plan([deployment('web', {}, { image: '2' })], closed);
    expect(planText(plan).split('\n').slice(1, 3)).toEqual([
      `  Waiting for ${night.reason}`,
      `      = apply Deployment/${stage.namespace}/web   1 field differs`,
    ]);
  });

  it('what waits stays on record as it was', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([deployment('web'), settings('a')]);
    await waiting(stage, [deployment('web', {}, { image: '2' }), settings('a')]);
    const { writes } = await stage.commit([settings('a')]);
    expect(writes).toEqual(['delete Deployment/web']);
  });
});

describe('a target of which every change asks first', () => {
  const asking = (approved: readonly string[] = []) => ({
    policy: { windows: [], approval: 'always' as const, approved },
  });

  it('does nothing before somebody approves, and exactly that afterwards', async () => {
    await using stage = await openStage(theatre);
    const objects = [settings('a'), job('migrate', { hook: 'PreSync' })];
    const held = await stage.commit(objects, { revision: 'r1', target: asking() });
    expect(held.writes).toEqual([]);
    expect(held.plan.approval).toMatchObject({
      scope: 'plan',
      held: true,
      reasons: ['1 hook asks first', '1 change asks first'],
    });
    const approvals = new Set([held.plan.digest]);
    const granted = await stage.commit(objects, {
      revision: 'r1',
      target: asking(),
      plan: { approvals },
    });
    expect(granted.writes).toEqual(['apply Job/migrate', 'apply ConfigMap/a']);
  });

  it('takes an approval that was merged into Git', async () => {
    await using stage = await openStage(theatre);
    const held = await stage.commit([settings('a')], { target: asking() });
    const granted = await stage.commit([settings('a')], { target: asking([held.plan.digest]) });
    expect(granted.writes).toEqual(['apply ConfigMap/a']);
  });

  it('refuses an approval once live state has moved', async () => {
    await using stage = await openStage(theatre);
    const reference = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: stage.namespace,
      name: 'a',
    };
    const first = await stage.commit([settings('a')], { target: asking() });
    await stage.commit([settings('a')], { target: asking([first.plan.digest]) });
    const held = await stage.commit([settings('a', {}, 'two')], { target: asking() });
    await stage.cluster.patch(
      reference,
      { type: 'merge', document: { data: { key: 'somebody' } } },
      { fieldManager: 'somebody' },
    );
    const moved = await stage.commit([settings('a', {}, 'two')], {
      target: asking([held.plan.digest]),
    });
    expect(moved.writes).toEqual([]);
    expect(moved.plan.digest).not.toBe(held.plan.digest);
  });

  it('goes on with what was approved after it was stopped half-way, without asking again', async () => {
    await using stage = await openStage(theatre);
    const objects = [
      settings('a'),
      deployment('web', { wave: '1' }, { ends: 'notReady' }),
      settings('b', { wave: '2' }),
    ];
    const held = await stage.commit(objects, { revision: 'r1', target: asking() });
    const target = { ...asking([held.plan.digest]), timeout: 1_000 };
    expect((await stage.commit(objects, { revision: 'r1', target })).result.outcome).toBe(
      'unhealthy',
    );
    const rest = await stage.commit(objects, {
      revision: 'r1',
      target: { ...asking(), timeout: 1_000 },
    });
    expect(rest.plan.approval).toMatchObject({ granted: true, held: false });
  });

  it('asks again once all of it was done', async () => {
    await using stage = await openStage(theatre);
    const held = await stage.commit([settings('a')], { revision: 'r1', target: asking() });
    const target = asking([held.plan.digest]);
    await stage.commit([settings('a')], { revision: 'r1', target });
    const next = await stage.commit([settings('a', {}, 'two')], { revision: 'r2', target });
    expect(next.writes).toEqual([]);
  });
});

describe('a target of which hooks ask first', () => {
  const target = { policy: { windows: [], approval: 'hooks' as const, approved: [] } };

  it('changes objects unasked, and asks before a hook runs', async () => {
    await using stage = await openStage(theatre);
    expect((await stage.commit([settings('a')], { target })).writes).toEqual(['apply ConfigMap/a']);
    const { plan, writes } = await stage.commit(
      [settings('a'), job('migrate', { hook: 'PreSync' })],
      { target },
    );
    expect([plan.approval.reasons, writes]).toEqual([['1 hook asks first'], []]);
  });
});
