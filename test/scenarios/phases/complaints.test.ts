import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerStep } from '../../../src/agent/answer.ts';
import { letsBegin } from '../../../src/agent/dependency-readiness.ts';
import { newTargetState } from '../../../src/agent/target-state.ts';
import { formatProblem } from '../../../src/model/errors.ts';
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
