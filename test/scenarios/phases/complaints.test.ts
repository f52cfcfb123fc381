import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerStep } from '../../../src/agent/answer.ts';
import { letsBegin } from '../../../src/agent/dependency-readiness.ts';
import { newTargetState } from '../../../src/agent/target-state.ts';
import { formatProblem } from '../../../src/model/errors.ts';
import { type Manifest, valueAt } from '../../../src/model/manifest.ts';
import { planText } from '../../../src/report/plan-text.ts';
import { definition } from '../../support/objects.ts';
import { aReport, aTarget } from '../../support/targets.ts';
import { deployment, job, settings } from './objects.ts';
import { embeddedTheatre, openStage, type Theatre } from './stage.ts';

// What users of other tools report, told as what must not happen here.

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

describe('a migration before a deploy', () => {
  it('is not skipped because the Job of the last one is still there and healthy', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([job('migrate', { hook: 'PreSync' }), deployment('web')]);
    const { writes } = await stage.commit([
      job('migrate', { hook: 'PreSync' }),
      deployment('web', {}, { image: '2' }),
    ]);
    expect(writes).toEqual(['delete Job/migrate', 'apply Job/migrate', 'apply Deployment/web']);
  });

  it('runs for each of two commits that come back to back', async () => {
    await using stage = await openStage(theatre);
    const commit = (value: string) =>
      stage.commit([job('migrate', { hook: 'PreSync' }), settings('a', {}, value)]);
    for (const value of ['one', 'two', 'three']) await commit(value);
    expect(await stage.ledgerLines()).toEqual([
      'PreSync/Job.batch/migrate Succeeded x1',
      'PreSync/Job.batch/migrate Succeeded x1',
      'PreSync/Job.batch/migrate Succeeded x1',
    ]);
  });

  it('of a commit that gives way to a newer one is told, not dropped in silence', async () => {
    await using stage = await openStage(theatre);
    const newer = new AbortController();
    setTimeout(() => newer.abort(), 500);
    const { result } = await stage.commit(
      [deployment('web', {}, { ends: 'notReady' }), job('test', { hook: 'PostSync' })],
      { apply: { stopWaiting: newer.signal } },
    );
    expect(result.outcome).toBe('superseded');
    expect(result.changes.find(({ id }) => id.name === 'test')).toMatchObject({
      action: 'skipped',
      reason: 'a newer revision is here: the hook runs for that one instead',
    });
  });

  it('with on-revision makes a newer commit wait for its turn', async () => {
    await using stage = await openStage(theatre);
    const newer = new AbortController();
    newer.abort();
    const annotations = { 'tidewatch.dev/hook-runs': 'on-revision' };
    const { result } = await stage.commit(
      [deployment('web'), job('test', { hook: 'PostSync', annotations })],
      {
        apply: { stopWaiting: newer.signal },
      },
    );
    expect(result.outcome).toBe('done');
    expect(await stage.ledgerLines()).toEqual(['PostSync/Job.batch/test Succeeded x1']);
  });

  it('does not stall for ever because its Job ended and its time to live is over', async () => {
    await using stage = await openStage(theatre);
    const hook = job('migrate', { hook: 'PreSync' }, { spec: { ttlSecondsAfterFinished: 0 } });
    const { result } = await stage.commit([hook, settings('a')]);
    expect(result.outcome).toBe('done');
    await expect.poll(() => stage.find('batch/v1', 'Job', 'migrate')).toBeUndefined();
    const again = await stage.commit([hook, settings('a', {}, 'two')]);
    expect(again.result.outcome).toBe('done');
  });

  it('that fails does not run in a loop, but when somebody says so or something changes', async () => {
    await using stage = await openStage(theatre);
    const failing = job('migrate', { hook: 'PreSync' }, { ends: 'failed' });
    const attempt = () => stage.commit([failing], { revision: 'r1' });
    expect((await attempt()).writes).toEqual(['apply Job/migrate']);
    for (let retry = 0; retry < 3; retry++) {
      const { result, writes } = await attempt();
      expect([result.outcome, writes]).toEqual(['failed', []]);
    }
    const step = `hook/PreSync/Job.batch/${stage.namespace}/migrate`;
    await answerStep('web', step, 'again', stage.ledger);
    expect((await attempt()).writes).toEqual(['delete Job/migrate', 'apply Job/migrate']);
    const fixed = job('migrate', { hook: 'PreSync' });
    expect((await stage.commit([fixed], { revision: 'r2' })).result.outcome).toBe('done');
  });

  it('is not overtaken because what depends on it sees it ready from its last run', () => {
    const state = (commit: string) => ({
      ...newTargetState(aTarget('database')),
      attempted: commit,
      report: aReport('database'),
    });
    const app = newTargetState(aTarget('app', { dependsOn: ['database'] }));
    expect(letsBegin(app, 'database', state('old'), 'new')).toBe(false);
    expect(letsBegin(app, 'database', state('new'), 'new')).toBe(true);
  });
});

describe('a custom resource whose health nobody knows', () => {
  const thing = (group: string, annotations = {}) => ({
    apiVersion: `${group}/v1`,
    kind: 'Thing',
    metadata: settings('one', { wave: '-1', annotations }).metadata,
    spec: { phase: 'Starting' },
  });

  it('does not let waves pass in silence', async () => {
    await using stage = await openStage(theatre);
    const group = `${stage.namespace}.example.com`;
    await stage.commit([definition(group, 'Thing')]);
    const plan = await stage.plan([definition(group, 'Thing'), thing(group), settings('late')]);
    expect(plan.warnings.map(formatProblem)).toEqual([
      `objects.yaml:2:1: Thing/${stage.namespace}/one: waves wait for it, and nothing says when a Thing is healthy: unless it gets a condition Ready, existing counts; set tidewatch.dev/healthy-when, or healthCheckExprs for its kind`,
    ]);
  });

  it('holds the waves until what it says of itself holds', async () => {
    await using stage = await openStage(theatre);
    const group = `${stage.namespace}.example.com`;
    const annotations = { 'tidewatch.dev/healthy-when': "spec.phase == 'Done'" };
    const objects = [definition(group, 'Thing'), thing(group, annotations), settings('late')];
    await stage.commit([definition(group, 'Thing')]);
    const { result, writes } = await stage.commit(objects, { target: { timeout: 1_000 } });
    expect(result.outcome).toBe('unhealthy');
    expect(writes).toEqual(['apply Thing/one']);
    expect((await stage.plan(objects)).warnings).toEqual([]);
  });
});

describe('an invalid spec', () => {
  it('is refused with the reason, and nothing is deleted to be created again', async () => {
    await using stage = await openStage(theatre);
    const options = { options: 'Force=true,Replace=true' };
    await stage.commit([job('once', options)]);
    const before = await stage.find('batch/v1', 'Job', 'once');
    const { result, writes } = await stage.commit([
      job('once', options, { image: 'example.com/job:2' }),
    ]);
    expect(result.outcome).toBe('refused');
    expect(writes).toEqual([]);
    expect((await stage.find('batch/v1', 'Job', 'once'))?.metadata.uid).toBe(before?.metadata.uid);
  });
});

describe('a claim', () => {
  const claim = (storage: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'data',
      annotations: {
        'kustomize.toolkit.fluxcd.io/force': 'enabled',
        'argocd.argoproj.io/sync-options': 'Force=true,Replace=true',
      },
    },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  });

  it('is not removed on every reconcile, nor on any, whatever its spec says', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([claim('10Gi')]);
    const uid = async () =>
      (await stage.find('v1', 'PersistentVolumeClaim', 'data'))?.metadata.uid ?? 'gone';
    const before = await uid();
    for (let again = 0; again < 3; again++) {
      expect((await stage.commit([claim('10Gi')])).writes).toEqual([]);
    }
    const smaller = await stage.commit([claim('1Gi')]);
    expect([smaller.result.outcome, smaller.writes]).toEqual(['refused', []]);
    const without = await stage.commit([settings('a')]);
    expect(without.writes).toEqual(['apply ConfigMap/a']);
    expect(await uid()).toBe(before);
  });
});

describe('an object of two owners', () => {
  it('is a conflict that both are told, not a fight in silence', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('shared')]);
    const { result, writes } = await stage.commit([settings('shared', {}, 'two')], {
      target: { name: 'other' },
    });
    expect([result.outcome, writes]).toEqual(['refused', []]);
    expect(result.problems.map(({ subject, what }) => `${subject}: ${what}`)).toEqual([
      `ConfigMap/${stage.namespace}/shared: the target "web" has the same object`,
    ]);
  });
});

describe('a namespace', () => {
  it('is not deleted with what was in it, although it left Git', async () => {
    await using stage = await openStage(theatre);
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: `${stage.namespace}-apps` },
    };
    await stage.commit([namespace, settings('keep')]);
    const { plan, writes } = await stage.commit([settings('keep')]);
    expect(writes).toEqual([]);
    expect(plan.skips.map(({ id, reason }) => `${id.kind}: ${reason.text}`)).toEqual([
      'Namespace: deleting it would delete data; delete it by hand once nothing needs it',
    ]);
  });
});

describe('a target that is renamed or moved', () => {
  it('deletes nothing: its objects go over, as they are', async () => {
    await using stage = await openStage(theatre);
    const objects = ['a', 'b', 'c'].map((name) => settings(name));
    await stage.commit(objects);
    const uids = () =>
      Promise.all(
        objects.map(
          async ({ metadata }) =>
            (await stage.find('v1', 'ConfigMap', metadata.name))?.metadata.uid ?? 'gone',
        ),
      );
    const before = await uids();
    const moved = await stage.commit(objects, {
      target: { name: 'renamed' },
      plan: { goneTargets: new Set(['web']) },
    });
    const end = await stage.commit([], { plan: { retire: true } });
    expect([moved.result.outcome, end.result.outcome]).toEqual(['done', 'done']);
    expect([...moved.writes, ...end.writes].filter((write) => write.startsWith('delete'))).toEqual(
      [],
    );
    expect(await uids()).toEqual(before);
  });
});

describe('a StatefulSet', () => {
  it('is not always out of sync because of defaults that the server fills in', async () => {
    await using stage = await openStage(theatre);
    const labels = { app: 'db' };
    const minimal: Manifest = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db' },
      spec: {
        serviceName: 'db',
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'main', image: 'example.com/db:1' }] },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              resources: { requests: { storage: '1Gi' } },
            },
          },
        ],
      },
    };
    await stage.commit([minimal]);
    const live = await stage.find('apps/v1', 'StatefulSet', 'db');
    expect(valueAt(live, ['spec', 'volumeClaimTemplates', 0, 'status', 'phase'])).toBe('Pending');
    const { plan, writes } = await stage.commit([minimal]);
    expect(writes).toEqual([]);
    expect(plan.summary).toMatchObject({ unchanged: 1, update: 0 });
  });
});

describe('a Secret', () => {
  const login = (password: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'login' },
    stringData: { password },
  });
  /** As `kubectl apply` leaves it: with all that was applied in an annotation. */
  const applied = ({ metadata, ...secret }: Manifest, namespace: string): Manifest => {
    const lastApplied = JSON.stringify({ ...secret, metadata });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': lastApplied };
    return { ...secret, metadata: { ...metadata, namespace, annotations } };
  };
  const values = /hunter2|swordfish|aHVudGVyMg|c3dvcmRmaXNo/;

  it('has no value in a diff, nor in what kubectl last applied', async () => {
    await using stage = await openStage(theatre);
    await stage.cluster.apply(applied(login('hunter2'), stage.namespace), {
      fieldManager: 'kubectl-client-side-apply',
    });
    const plan = await stage.plan([login('swordfish')]);
    expect(plan.summary).toMatchObject({ update: 1 });
    expect(planText(plan)).not.toMatch(values);
    expect(JSON.stringify(plan)).not.toMatch(values);
  });

  it('that changed is shown, without its values', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([login('hunter2')]);
    const plan = await stage.plan([login('swordfish')]);
    expect(planText(plan)).toContain('~ data.password: "*** (before)" → "*** (after)"');
  });
});

describe('a dashboard', () => {
  it('of more than 262,144 bytes is applied, and leaves no annotation that is too long', async () => {
    await using stage = await openStage(theatre);
    const large = settings('dashboards', {}, 'x'.repeat(400_000));
    expect((await stage.commit([large])).result.outcome).toBe('done');
    const live = await stage.find('v1', 'ConfigMap', 'dashboards');
    expect(JSON.stringify(live?.metadata.annotations ?? {}).length).toBeLessThan(1_000);
    expect((await stage.commit([large])).writes).toEqual([]);
  });

  it('is not blanked where it says DS_PROMETHEUS: nothing is filled in on the way', async () => {
    await using stage = await openStage(theatre);
    const text = `{"datasource":"\${DS_PROMETHEUS}"}`;
    await stage.commit([settings('dashboards', {}, text)]);
    const live = await stage.find('v1', 'ConfigMap', 'dashboards');
    expect(live?.data).toEqual({ key: text });
  });
});

describe('a mass of deletions', () => {
  it('waits for approval of exactly these, and nothing rendered deletes nothing', async () => {
    await using stage = await openStage(theatre);
    const many = Array.from({ length: 12 }, (_, index) => settings(`a${index}`));
    await stage.commit([settings('keep'), ...many]);
    const strict = { plan: { budget: { objects: 10, percent: 30 } } };
    const held = await stage.commit([settings('keep')], strict);
    expect([held.result.outcome, held.writes]).toEqual(['pruning-held', []]);
    const empty = await stage.commit([], strict);
    expect(empty.writes).toEqual([]);
  });
});

describe('a failed deploy', () => {
  it('stops where it is, says what is done and what is not, and how to go on', async () => {
    await using stage = await openStage(theatre);
    const { result } = await stage.commit([
      settings('done', { wave: '-1' }),
      job('check', { hook: 'Sync' }, { ends: 'failed' }),
      settings('not', { wave: '1' }),
    ]);
    expect(result.reached).toBe('Sync/wave 0/hooks');
    expect(result.changes.map(({ action, id }) => `${action} ${id.name}`)).toEqual([
      'created done',
      'created check',
      'failed check',
    ]);
    expect(result.next).toEqual([
      `tidewatch answer web hook/Sync/Job.batch/${stage.namespace}/check again`,
    ]);
  });
});
