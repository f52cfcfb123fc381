import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hookFinalizer } from '../../../src/model/identity.ts';
import { planText } from '../../../src/report/plan-text.ts';
import { interrupted } from '../../support/interrupted-cluster.ts';
import { job, settings } from './objects.ts';
import {
  embeddedTheatre,
  endPods,
  ledgerOn,
  openStage,
  type Stage,
  type Theatre,
} from './stage.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

/** A hook whose run goes on until somebody ends it, and that one attempt waits for a second for. */
const slow = (hook = 'PreSync') =>
  job(
    'migrate',
    { hook, annotations: { 'tidewatch.dev/hook-timeout': '1s' } },
    { ends: 'pending' },
  );
const brief = { target: { timeout: 1_000 } };
const migrate = (stage: Stage) => stage.find('batch/v1', 'Job', 'migrate');

async function outcomes(stage: Stage): Promise<readonly string[]> {
  return (await stage.records()).map(({ outcome, message }) => `${outcome}: ${message}`);
}

async function deleteJob({ cluster, namespace }: Stage): Promise<void> {
  const reference = { apiVersion: 'batch/v1', kind: 'Job', namespace, name: 'migrate' };
  await cluster.delete(reference, { propagation: 'Background' });
}

describe('a hook that leaves Git while it runs', () => {
  it('is waited for before anything else, recorded, and deleted: nothing hangs on its finalizer', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([slow(), settings('a')]);
    const plan = await stage.plan([settings('a')]);
    expect(planText(plan)).toContain(
      `  Preflight\n      … Job/${stage.namespace}/migrate   its hook has left Git: the end of its run comes first\n`,
    );
    const waiting = await stage.commit([settings('a')], brief);
    expect([waiting.result.outcome, waiting.writes]).toEqual(['hook-running', []]);
    expect(waiting.result.unhealthy[0]?.message).toBe(
      'its hook has left Git, and its run of main@sha1:1 goes on; everything waits for its end',
    );
    await endPods(stage);
    const { result, writes } = await stage.commit([settings('a')]);
    expect([result.outcome, writes]).toEqual(['done', ['apply ConfigMap/a', 'delete Job/migrate']]);
    expect(await migrate(stage)).toBeUndefined();
    expect(await stage.ledgerLines()).toEqual(['PreSync/Job.batch/migrate Succeeded x1']);
    expect((await stage.commit([settings('a')])).writes).toEqual([]);
  });

  it('and never ends goes as soon as somebody deletes it, as the report says', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([slow()]);
    const { result } = await stage.commit([settings('a')], brief);
    expect(result.next).toEqual([`kubectl delete job.batch -n ${stage.namespace} migrate`]);
    await deleteJob(stage);
    expect((await migrate(stage))?.metadata.finalizers).toContain(hookFinalizer);
    expect((await stage.commit([settings('a')])).result.outcome).toBe('done');
    expect(await migrate(stage)).toBeUndefined();
    expect((await outcomes(stage))[0]).toMatch(/^Failed: somebody deleted it before its end/);
  });

  it('and fails stops nothing any more', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([slow()]);
    await endPods(stage, 'Failed');
    const { result, writes } = await stage.commit([settings('a')]);
    expect([result.outcome, writes]).toEqual(['done', ['apply ConfigMap/a', 'delete Job/migrate']]);
    expect(await stage.ledgerLines()).toEqual(['PreSync/Job.batch/migrate Failed x1']);
  });

  it('with generateName is let go as well', async () => {
    await using stage = await openStage(theatre);
    const { metadata, ...rest } = slow();
    const generated = { ...rest, metadata: { ...metadata, generateName: 'migrate-' } };
    await stage.commit([generated]);
    await endPods(stage);
    expect((await stage.commit([settings('a')])).result.outcome).toBe('done');
    const { namespace } = stage;
    const { items } = await stage.cluster.list({ apiVersion: 'batch/v1', kind: 'Job', namespace });
    expect(items.flatMap((one) => one.metadata.finalizers ?? [])).toEqual([]);
    expect((await outcomes(stage))[0]).toMatch(/^Succeeded/);
  });

  it('and was never made is taken for that', async () => {
    await using stage = await openStage(theatre);
    for (let write = 1; ; write++) {
      const dying = interrupted(stage.cluster, write, 'request');
      const apply = { cluster: dying.cluster, ledger: ledgerOn(dying.cluster, stage, 'killed') };
      await stage.commit([slow()], { apply });
      if ((await stage.records()).length > 0) break;
    }
    expect(await migrate(stage)).toBeUndefined();
    expect((await stage.commit([settings('a')])).result.outcome).toBe('done');
    expect(await outcomes(stage)).toEqual(['Undone: it never began']);
  });

  it('for another phase is waited for, too, and makes way there', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([slow('PreSync')]);
    const waiting = await stage.commit([slow('PostSync')], brief);
    expect([waiting.result.outcome, waiting.writes]).toEqual(['hook-running', []]);
    await endPods(stage);
    const { writes } = await stage.commit([slow('PostSync')]);
    expect(writes).toEqual(['delete Job/migrate', 'apply Job/migrate']);
    await endPods(stage);
    await stage.commit([slow('PostSync')]);
    expect(await stage.ledgerLines()).toEqual([
      'PreSync/Job.batch/migrate Succeeded x1',
      'PostSync/Job.batch/migrate Succeeded x1',
    ]);
  });

  it('goes although the ledger has been lost', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([slow()]);
    await stage.ledger.forget('web');
    const { result } = await stage.commit([settings('a')]);
    expect(result.outcome).toBe('done');
    expect(await migrate(stage)).toBeUndefined();
  });
});

describe('a namespace that is deleted while a hook runs in it', () => {
  it('does not hang on the hook, although nothing of the target can be applied', async () => {
    await using stage = await openStage(theatre);
    const { cluster, namespace: name } = stage;
    await stage.commit([slow(), settings('a')]);
    const reference = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name };
    await cluster.delete(reference, { propagation: 'Background' });
    await expect.poll(async () => (await migrate(stage))?.metadata.deletionTimestamp).toBeDefined();
    const { result, writes } = await stage.commit([slow(), settings('a')]);
    expect(['refused', 'failed']).toContain(result.outcome);
    expect(writes).toEqual([]);
    expect((await outcomes(stage))[0]).toMatch(/^Failed: somebody deleted it before its end/);
    await expect.poll(() => cluster.get(reference)).toBeUndefined();
  });
});
