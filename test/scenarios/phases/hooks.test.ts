import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/model/errors.ts';
import { hookFinalizer } from '../../../src/model/identity.ts';
import { UnavailableError } from '../../../src/model/ports/cluster-errors.ts';
import { deployment, job, settings } from './objects.ts';
import {
  embeddedTheatre,
  endPods,
  openStage,
  refusing,
  type Stage,
  type Theatre,
} from './stage.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

const findJob = (stage: Stage, name: string) => stage.find('batch/v1', 'Job', name);

describe('the phases of a sync', () => {
  it('are PreSync, Sync and PostSync', async () => {
    await using stage = await openStage(theatre);
    const { result, writes } = await stage.commit([
      settings('a'),
      job('migrate', { hook: 'PreSync' }),
      job('test', { hook: 'PostSync' }),
    ]);
    expect(result.outcome).toBe('done');
    expect(writes).toEqual(['apply Job/migrate', 'apply ConfigMap/a', 'apply Job/test']);
    expect(await stage.ledgerLines()).toEqual([
      'PreSync/Job.batch/migrate Succeeded x1',
      'PostSync/Job.batch/test Succeeded x1',
    ]);
  });

  it('end with a PreSync hook that fails', async () => {
    await using stage = await openStage(theatre);
    const { result, writes } = await stage.commit([
      settings('a'),
      job('migrate', { hook: 'PreSync' }, { ends: 'failed' }),
      job('test', { hook: 'PostSync' }),
    ]);
    expect(result).toMatchObject({ outcome: 'failed', reached: 'PreSync/hooks' });
    expect(writes).toEqual(['apply Job/migrate']);
  });

  it('end with a Sync hook that fails', async () => {
    await using stage = await openStage(theatre);
    const { result, writes } = await stage.commit([
      settings('a'),
      job('with', { hook: 'Sync' }, { ends: 'failed' }),
      settings('late', { wave: '1' }),
    ]);
    expect(result.outcome).toBe('failed');
    expect(writes).toEqual(['apply ConfigMap/a', 'apply Job/with']);
  });

  it('fail with a PostSync hook that fails, and what is applied stays', async () => {
    await using stage = await openStage(theatre);
    const { result } = await stage.commit([
      settings('a'),
      job('test', { hook: 'PostSync' }, { ends: 'failed' }),
    ]);
    expect(result).toMatchObject({ outcome: 'failed', reached: 'PostSync/hooks' });
    expect(await stage.find('v1', 'ConfigMap', 'a')).toBeDefined();
  });

  it('come to PostSync only once everything is healthy', async () => {
    await using stage = await openStage(theatre);
    const { result, writes } = await stage.commit(
      [deployment('web', {}, { ends: 'notReady' }), job('test', { hook: 'PostSync' })],
      { target: { timeout: 1_500, wait: false } },
    );
    expect(result.outcome).toBe('unhealthy');
    expect(writes).toEqual(['apply Deployment/web']);
  });

  it('begin the next wave of hooks only once the one before has succeeded', async () => {
    await using stage = await openStage(theatre);
    const { writes } = await stage.commit([
      job('first', { hook: 'PreSync', wave: '-1' }, { ends: 'failed' }),
      job('second', { hook: 'PreSync' }),
    ]);
    expect(writes).toEqual(['apply Job/first']);
  });

  it.each([
    [
      'a hook',
      job('broken', { hook: 'PreSync' }, { ends: 'failed' }),
      ['apply Job/broken', 'apply Job/sorry'],
    ],
    [
      'health',
      deployment('broken', {}, { ends: 'notReady' }),
      ['apply Deployment/broken', 'apply Job/sorry'],
    ],
  ])('run SyncFail hooks where %s fails', async (_what, object, expected) => {
    await using stage = await openStage(theatre);
    const sorry = job('sorry', { hook: 'SyncFail' });
    const { result, writes } = await stage.commit([object, sorry], { target: { timeout: 1_500 } });
    expect(['failed', 'unhealthy']).toContain(result.outcome);
    expect(writes).toEqual(expected);
  });

  it('run SyncFail hooks where a write fails', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('a'), job('sorry', { hook: 'SyncFail' })], {
      apply: { cluster: refusing(stage.cluster, 'a') },
    });
    expect(await stage.ledgerLines()).toEqual(['SyncFail/Job.batch/sorry Succeeded x1']);
  });

  it('tell of a SyncFail hook that fails itself, beside what failed first', async () => {
    await using stage = await openStage(theatre);
    const { result } = await stage.commit([
      job('broken', { hook: 'PreSync' }, { ends: 'failed' }),
      job('sorry', { hook: 'SyncFail' }, { ends: 'failed' }),
    ]);
    expect(result.reached).toBe('PreSync/hooks');
    expect(result.problems.map(({ subject }) => subject?.split('/').at(-1))).toEqual([
      'broken',
      'sorry',
    ]);
  });

  it('run nothing of a set in which one hook is not valid', async () => {
    await using stage = await openStage(theatre);
    const bad = job('bad', { hook: 'PostSync' });
    const { result, writes } = await stage.commit([
      settings('a'),
      { ...bad, spec: { template: {} } },
    ]);
    expect(result.outcome).toBe('refused');
    expect(writes).toEqual([]);
    expect(result.problems[0]).toMatchObject({
      code: 'REFUSED_BY_SERVER',
      subject: `Job/${stage.namespace}/bad`,
    });
  });

  it.each([
    [
      'hook: Presync',
      { hook: 'Presync' },
      'argocd.argoproj.io/hook: Presync is not known; did you mean PreSync?',
    ],
    [
      'a policy nobody knows',
      { hook: 'PreSync', policy: 'Never' },
      'argocd.argoproj.io/hook-delete-policy: Never is not known; write HookSucceeded, HookFailed, BeforeHookCreation',
    ],
    [
      'a timeout that is none',
      { hook: 'PreSync', annotations: { 'tidewatch.dev/hook-timeout': 'soon' } },
      'tidewatch.dev/hook-timeout: soon is not a duration; write one such as 90s or 10m',
    ],
  ])(
    'run nothing where a hook says what nobody understands: %s',
    async (_what, wishes, message) => {
      await using stage = await openStage(theatre);
      const { result, writes } = await stage.commit([settings('a'), job('x', wishes)]);
      expect(writes).toEqual([]);
      expect(result.problems.map(formatProblem)).toEqual([
        `objects.yaml:2:1: Job/${stage.namespace}/x: ${message}`,
      ]);
    },
  );
});

describe('what becomes of the object of a hook', () => {
  it('it stays by default, and gives way to the next run', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([job('migrate', { hook: 'PreSync' }), settings('a')]);
    expect(await findJob(stage, 'migrate')).toBeDefined();
    const { writes } = await stage.commit([
      job('migrate', { hook: 'PreSync' }),
      settings('a', {}, 'two'),
    ]);
    expect(writes).toEqual(['delete Job/migrate', 'apply Job/migrate', 'apply ConfigMap/a']);
  });

  it.each([
    ['HookSucceeded', 'succeeded', false],
    ['HookSucceeded', 'failed', true],
    ['HookFailed', 'failed', false],
    ['HookFailed', 'succeeded', true],
    ['HookSucceeded,HookFailed', 'succeeded', false],
    ['HookSucceeded,HookFailed', 'failed', false],
    ['BeforeHookCreation', 'failed', true],
  ])('with %s, after it has %s: stays %s', async (policy, ends, stays) => {
    await using stage = await openStage(theatre);
    await stage.commit([job('migrate', { hook: 'PreSync', policy }, { ends })]);
    expect((await findJob(stage, 'migrate')) !== undefined).toBe(stays);
  });

  it('without BeforeHookCreation an earlier run that is kept is in the way, and that is said', async () => {
    await using stage = await openStage(theatre);
    const migrate = (image: string) =>
      job('migrate', { hook: 'PreSync', policy: 'HookFailed' }, { image });
    await stage.commit([migrate('example.com/job:1')]);
    const { result, writes } = await stage.commit([migrate('example.com/job:2'), settings('a')]);
    expect(result.outcome).toBe('failed');
    expect(writes).toEqual([]);
    expect(result.problems.map(formatProblem)).toEqual([
      `objects.yaml:1:1: Job/${stage.namespace}/migrate: the object of an earlier run is still there, and hook-delete-policy keeps it; delete it, or add BeforeHookCreation to the policy`,
    ]);
  });

  it('an object of somebody else under its name is never deleted', async () => {
    await using stage = await openStage(theatre);
    const foreign = settings('hook');
    await stage.cluster.apply(
      { ...foreign, metadata: { ...foreign.metadata, namespace: stage.namespace } },
      { fieldManager: 'somebody-else' },
    );
    const { result, writes } = await stage.commit([settings('hook', { hook: 'PreSync' }, 'two')]);
    expect(writes).toEqual([]);
    expect(result.problems.map(formatProblem)).toEqual([
      `objects.yaml:1:1: ConfigMap/${stage.namespace}/hook: an object of that name exists, and is no run of this hook; rename the hook, or delete the object if nobody needs it`,
    ]);
  });

  it('an ended run that Argo CD has left gives way', async () => {
    await using stage = await openStage(theatre);
    const theirs = job('migrate', { hook: 'PreSync' }, { image: 'example.com/job:0' });
    await stage.cluster.apply(
      { ...theirs, metadata: { ...theirs.metadata, namespace: stage.namespace } },
      { fieldManager: 'argocd-controller' },
    );
    await expect
      .poll(async () => JSON.stringify((await findJob(stage, 'migrate'))?.status))
      .toContain('Complete');
    const { result, writes } = await stage.commit([job('migrate', { hook: 'PreSync' })]);
    expect(result.outcome).toBe('done');
    expect(writes).toEqual(['delete Job/migrate', 'apply Job/migrate']);
  });

  it('with generateName each run has an object of its own', async () => {
    await using stage = await openStage(theatre);
    const hook = (image: string) => {
      const one = job('migrate', { hook: 'PreSync', policy: 'HookFailed' }, { image });
      return { ...one, metadata: { ...one.metadata, generateName: 'migrate-' } };
    };
    await stage.commit([hook('example.com/job:1')]);
    await stage.commit([hook('example.com/job:2')]);
    const { items } = await stage.cluster.list({
      apiVersion: 'batch/v1',
      kind: 'Job',
      namespace: stage.namespace,
    });
    expect(items.map(({ metadata }) => metadata.name)).toEqual([
      expect.stringMatching(/^migrate-[0-9a-f]{10}$/),
      expect.stringMatching(/^migrate-[0-9a-f]{10}$/),
    ]);
  });

  it('leaves the cluster once the hook has left Git', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('a'), job('migrate', { hook: 'PreSync' })]);
    const { writes } = await stage.commit([settings('a')]);
    expect(writes).toEqual(['delete Job/migrate']);
  });

  it('cannot be deleted before its end is on record, and can be afterwards', async () => {
    await using stage = await openStage(theatre);
    const running = job(
      'slow',
      { hook: 'PreSync', annotations: { 'tidewatch.dev/hook-timeout': '1s' } },
      { ends: 'pending' },
    );
    await stage.commit([running]);
    expect((await findJob(stage, 'slow'))?.metadata.finalizers).toContain(hookFinalizer);
    await endPods(stage);
    await stage.commit([running]);
    expect((await findJob(stage, 'slow'))?.metadata.finalizers ?? []).not.toContain(hookFinalizer);
  });
});

describe('what a hook that fails tells', () => {
  it('why, the end of its log, masked, and how to go on', async () => {
    await using stage = await openStage(theatre);
    const logs = { tail: async () => 'connecting\npassword=hunter2\nERROR: table exists\n' };
    const { result } = await stage.commit(
      [job('migrate', { hook: 'PreSync' }, { ends: 'failed' })],
      {
        apply: { logs },
      },
    );
    const [problem] = result.problems.map(formatProblem);
    expect(problem).toContain(
      'the hook failed: it failed: Job has reached the specified backoff limit; the log of Pod/',
    );
    expect(problem).toContain('(main) ends with:\n  connecting\n  password=');
    expect(problem).toContain('  ERROR: table exists');
    expect(problem).not.toContain('hunter2');
    const again = `tidewatch answer web hook/PreSync/Job.batch/${stage.namespace}/migrate again`;
    expect(problem?.endsWith(`; correct it in Git, or run it once more as it is: ${again}`)).toBe(
      true,
    );
    expect(result.next).toEqual([again]);
  });

  it('that there is no log where no kubelet has one', async () => {
    await using stage = await openStage(theatre);
    const logs = {
      tail: () => Promise.reject(new UnavailableError('Pod/ns/x: no kubelet')),
    };
    const { result } = await stage.commit(
      [job('migrate', { hook: 'PreSync' }, { ends: 'failed' })],
      {
        apply: { logs },
      },
    );
    expect(result.problems[0]?.what).toMatch(/\(main\) cannot be read \(Pod\/ns\/x: no kubelet\)$/);
  });
});
