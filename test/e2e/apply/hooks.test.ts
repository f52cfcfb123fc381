import { describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { formatProblem } from '../../../src/model/errors.ts';
import { hookFinalizer } from '../../../src/model/identity.ts';
import { job, settings } from '../../scenarios/phases/objects.ts';
import { type CommitOptions, openStage, type Stage } from '../../scenarios/phases/stage.ts';
import { type PodOutcome, startPodReadiness } from '../../support/pod-readiness.ts';

const theatre = { kubeconfig: inject('kubeconfig'), close: async () => {} };

/** A stage on the real API server, whose pods become what their annotation says. */
async function openRealStage(): Promise<Stage> {
  const stage = await openStage(theatre);
  const kubelet = startPodReadiness({
    cluster: stage.cluster,
    namespace: stage.namespace,
    outcome: ({ metadata }) =>
      (metadata.annotations?.['embedded.tidewatch.dev/outcome'] ?? 'ready') as PodOutcome,
  });
  return {
    ...stage,
    async [Symbol.asyncDispose]() {
      await kubelet.stop();
      await stage[Symbol.asyncDispose]();
    },
  };
}

const patient: CommitOptions = { target: { timeout: 60_000 } };
const findJob = (stage: Stage, name: string) => stage.find('batch/v1', 'Job', name);

describe('hooks on a real API server', () => {
  it('run in their phases, and once', async () => {
    await using stage = await openRealStage();
    const objects = [
      job('migrate', { hook: 'PreSync' }),
      settings('a'),
      settings('b', { wave: '1' }),
      job('test', { hook: 'PostSync', policy: 'HookSucceeded' }),
    ];
    const first = await stage.commit(objects, { ...patient, revision: 'r1' });
    expect(first.result.problems).toEqual([]);
    expect(first.writes).toEqual([
      'apply Job/migrate',
      'apply ConfigMap/a',
      'apply ConfigMap/b',
      'apply Job/test',
      'delete Job/test',
    ]);
    const again = await stage.commit(objects, { ...patient, revision: 'r1' });
    expect([again.result.outcome, again.writes]).toEqual(['done', []]);
    expect((await findJob(stage, 'migrate'))?.metadata.finalizers ?? []).not.toContain(
      hookFinalizer,
    );
  });

  it('make way for the run of the next commit', async () => {
    await using stage = await openRealStage();
    const migrate = (image: string) => job('migrate', { hook: 'PreSync' }, { image });
    await stage.commit([migrate('example.com/job:1')], patient);
    const before = await findJob(stage, 'migrate');
    const { result, writes } = await stage.commit([migrate('example.com/job:2')], patient);
    expect([result.outcome, writes]).toEqual(['done', ['delete Job/migrate', 'apply Job/migrate']]);
    expect((await findJob(stage, 'migrate'))?.metadata.uid).not.toBe(before?.metadata.uid);
  });

  it('that fail stop the target, and tell what the server has of their log: nothing, without a node', async () => {
    await using stage = await openRealStage();
    const { logs, close } = connect({ clock: systemClock, kubeconfig: theatre.kubeconfig });
    const { result, writes } = await stage.commit(
      [job('migrate', { hook: 'PreSync' }, { ends: 'failed' }), settings('a')],
      { ...patient, apply: { logs } },
    );
    await close();
    expect([result.outcome, writes]).toEqual(['failed', ['apply Job/migrate']]);
    expect(result.problems.map(formatProblem).join('\n')).toMatch(
      /the hook failed: it failed: .*; the log of Pod\/\S+ \(main\) is empty; correct it in Git/s,
    );
  });

  it('that expire at once are seen to their end', async () => {
    await using stage = await openRealStage();
    const hook = job('quick', { hook: 'PreSync' }, { spec: { ttlSecondsAfterFinished: 0 } });
    const { result } = await stage.commit([hook, settings('a')], patient);
    expect(result.outcome).toBe('done');
    expect(await stage.ledgerLines()).toEqual(['PreSync/Job.batch/quick Succeeded x1']);
    await expect.poll(() => findJob(stage, 'quick'), { timeout: 30_000 }).toBeUndefined();
  });

  it('go on after a restart with the Job that runs', async () => {
    await using stage = await openRealStage();
    const annotations = { 'tidewatch.dev/hook-timeout': '2s' };
    const slow = job('slow', { hook: 'PreSync', annotations }, { ends: 'pending' });
    const first = await stage.commit([slow], { ...patient, revision: 'r1' });
    expect(first.result.outcome).toBe('hook-running');
    const uid = (await findJob(stage, 'slow'))?.metadata.uid;
    const { items } = await stage.cluster.list({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: stage.namespace,
    });
    for (const { metadata } of items) {
      await stage.cluster.patch(
        { apiVersion: 'v1', kind: 'Pod', namespace: stage.namespace, name: metadata.name },
        { type: 'merge', document: { status: { phase: 'Succeeded' } } },
        { fieldManager: 'kubelet', subresource: 'status' },
      );
    }
    await expect
      .poll(
        async () => {
          const { result } = await stage.commit([slow], { ...patient, revision: 'r1' });
          return result.outcome;
        },
        { timeout: 60_000 },
      )
      .toBe('done');
    expect((await findJob(stage, 'slow'))?.metadata.uid).toBe(uid);
  });

  it('are refused before anything is written where the server would not take them', async () => {
    await using stage = await openRealStage();
    const bad = job('bad', { hook: 'PostSync' });
    const { result, writes } = await stage.commit(
      [settings('a'), { ...bad, spec: { template: {} } }],
      patient,
    );
    expect([result.outcome, writes]).toEqual(['refused', []]);
    expect(result.problems[0]).toMatchObject({ subject: `Job/${stage.namespace}/bad` });
  });
});

describe('waves on a real API server', () => {
  it('prune in reverse, and dependencies order objects inside of one', async () => {
    await using stage = await openRealStage();
    const dependsOn = `/namespaces/${stage.namespace}/ConfigMap/z`;
    const all = [settings('z'), settings('y', { dependsOn }), settings('x', { wave: '2' })];
    const first = await stage.commit([settings('keep'), ...all], patient);
    expect(first.writes).toEqual([
      'apply ConfigMap/keep',
      'apply ConfigMap/z',
      'apply ConfigMap/y',
      'apply ConfigMap/x',
    ]);
    const { writes } = await stage.commit([settings('keep')], patient);
    expect(writes).toEqual(['delete ConfigMap/x', 'delete ConfigMap/y', 'delete ConfigMap/z']);
  });
});
