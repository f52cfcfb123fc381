import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeReconcile } from '../../../src/agent/compose-reconcile.ts';
import { removeTarget } from '../../../src/agent/remove-target.ts';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { formatProblem } from '../../../src/model/errors.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import { secret } from '../../support/objects.ts';
import { silentLog } from '../../support/recording-log.ts';
import { aTarget } from '../../support/targets.ts';
import { job, settings } from './objects.ts';
import { embeddedTheatre, endPods, openStage, type Stage, type Theatre } from './stage.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

/** The target has left Git: one attempt of the agent to take it down. */
async function remove(
  { cluster, discovery, system }: Stage,
  approved: readonly string[] = [],
  timeout = 20_000,
) {
  const { contextOf, publisher } = composeReconcile({
    cluster,
    discovery,
    clock: systemClock,
    log: silentLog(),
    namespace: system,
    approvals: new Set(approved),
  });
  const request = {
    target: aTarget('web', { timeout }),
    tree: memoryTree({}),
    repository: 'https://git.example.com/team/fleet.git',
    revision: 'main@sha1:gone',
    goneTargets: new Set(['web']),
  };
  return removeTarget(request, contextOf('web'), publisher);
}

const jobs = async ({ cluster, namespace }: Stage) => {
  const { items } = await cluster.list({ apiVersion: 'batch/v1', kind: 'Job', namespace });
  return items.map(({ metadata }) => metadata.name);
};

describe('the hooks for the end of a target', () => {
  it('run around the deletion, although Git does not have them any more', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([
      settings('a'),
      job('backup', { hook: 'PreDelete' }),
      job('goodbye', { hook: 'PostDelete', policy: 'HookSucceeded' }),
    ]);
    expect(await jobs(stage)).toEqual([]);
    const held = await remove(stage);
    expect([held.phase, await jobs(stage)]).toEqual(['Ready', []]);
    const removed = await remove(stage, [held.held?.digest ?? '']);
    expect(removed.phase).toBe('Removed');
    expect(removed.changes.map(({ action, id }) => `${action} ${id.kind} ${id.name}`)).toEqual([
      'created Job backup',
      'deleted ConfigMap a',
      'created Job goodbye',
      'deleted Job goodbye',
    ]);
    const inventory = { apiVersion: 'v1', kind: 'ConfigMap', namespace: stage.system };
    expect(
      await stage.cluster.get({ ...inventory, name: 'tidewatch-inventory-web' }),
    ).toBeUndefined();
    expect(await stage.cluster.get({ ...inventory, name: 'tidewatch-ledger-web' })).toBeUndefined();
  });

  it('keep everything where one before the deletion fails', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('a'), job('backup', { hook: 'PreDelete' }, { ends: 'failed' })]);
    const held = await remove(stage);
    const failed = await remove(stage, [held.held?.digest ?? '']);
    expect(failed.phase).toBe('Failed');
    expect(failed.next).toEqual([
      `tidewatch answer web hook/PreDelete/Job.batch/${stage.namespace}/backup again`,
    ]);
    expect(await stage.find('v1', 'ConfigMap', 'a')).toBeDefined();
  });

  it('run after the deletion in a later attempt where the first was stopped between them', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('a'), job('goodbye', { hook: 'PostDelete' }, { ends: 'failed' })]);
    const held = await remove(stage);
    const failed = await remove(stage, [held.held?.digest ?? '']);
    expect([failed.phase, await stage.find('v1', 'ConfigMap', 'a')]).toEqual(['Failed', undefined]);
    const again = await remove(stage);
    expect([again.phase, again.next.length]).toEqual(['Failed', 1]);
  });

  it('that have left Git before the target did are forgotten', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('a'), job('backup', { hook: 'PreDelete' })]);
    await stage.commit([settings('a')]);
    const held = await remove(stage);
    const removed = await remove(stage, [held.held?.digest ?? '']);
    expect(removed.changes.map(({ action, id }) => `${action} ${id.name}`)).toEqual(['deleted a']);
  });

  it('cannot be Secrets: they are kept in a ConfigMap', async () => {
    await using stage = await openStage(theatre);
    const annotations = { 'argocd.argoproj.io/hook': 'PreDelete' };
    const { metadata, ...rest } = secret('s', { password: 'x' });
    const { result } = await stage.commit([{ ...rest, metadata: { ...metadata, annotations } }]);
    expect(result.problems.map(formatProblem)).toEqual([
      `objects.yaml:1:1: Secret/${stage.namespace}/s: a Secret cannot be a hook of PreDelete or PostDelete: those are kept in a ConfigMap; keep the Secret apart from the target`,
    ]);
  });
});

describe('a target that leaves Git while a hook runs', () => {
  it('is removed once that has ended, and nothing hangs on its finalizer', async () => {
    await using stage = await openStage(theatre);
    const annotations = { 'tidewatch.dev/hook-timeout': '1s' };
    const slow = job('migrate', { hook: 'PostSync', annotations }, { ends: 'pending' });
    await stage.commit([settings('a'), slow]);
    const held = await remove(stage);
    const digest = held.held?.digest ?? '';
    const waiting = await remove(stage, [digest], 1_000);
    expect([waiting.phase, waiting.next]).toEqual([
      'Progressing',
      [`kubectl delete job.batch -n ${stage.namespace} migrate`],
    ]);
    expect(await stage.find('v1', 'ConfigMap', 'a')).toBeDefined();
    await endPods(stage);
    expect((await remove(stage, [digest])).phase).toBe('Removed');
    expect(await jobs(stage)).toEqual([]);
    const records = { apiVersion: 'v1', kind: 'ConfigMap', namespace: stage.system };
    for (const kept of ['inventory', 'ledger']) {
      expect(
        await stage.cluster.get({ ...records, name: `tidewatch-${kept}-web` }),
      ).toBeUndefined();
    }
  });
});
