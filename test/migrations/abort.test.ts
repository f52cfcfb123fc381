import { describe, expect, it } from 'vitest';
import { abortMigrations, resumeMigrations } from '../../src/agent/abort-migrations.ts';
import { valueAt } from '../../src/model/manifest.ts';
import { recordEffects } from './effects.ts';
import { faulty } from './faults.ts';
import { watchInvariants } from './invariants.ts';
import { attemptOnce, ledgerOf, openStage, type Stage, targetName } from './stage.ts';
import { variants } from './variants.ts';

/** The migration of a volume with the policy Delete, stopped after a number of its steps. */
async function stoppedAfter(count: number) {
  const variant = variants.find(({ name }) => name === 'a Deployment whose volume has Delete');
  if (variant === undefined) throw new Error('no such variant');
  const stage = await openStage(await variant.old());
  const violations = watchInvariants(stage.direct.registry, variant.invariants);
  const effects = recordEffects(stage.direct.registry);
  const desired = await variant.desired();
  const { discovery } = stage.direct;
  const stop = new AbortController();
  let steps = 0;
  const { cluster } = faulty(stage.direct.cluster, 0, 'killed-before');
  const patched = {
    ...cluster,
    // The ledger's patch that ends a step is what this counts.
    patch: async (...given: Parameters<typeof cluster.patch>) => {
      const result = await cluster.patch(...given);
      const [, patch] = given;
      const text = patch.type === 'merge' ? JSON.stringify(patch.document) : '';
      const ended = (text.match(/Succeeded\\"/g) ?? []).length;
      steps = Math.max(steps, ended);
      if (steps >= count) stop.abort(new Error('stopped'));
      return result;
    },
  };
  const options = { cluster: patched, discovery, clock: stage.clock, by: 'a' };
  await attemptOnce(desired, { ...options, signal: stop.signal }).catch(() => undefined);
  return { stage, desired, effects, violations };
}

function abort(stage: Stage) {
  const { cluster } = stage.direct;
  const { clock } = stage;
  const on = { cluster, clock, signal: undefined };
  return abortMigrations(targetName, ledgerOf({ cluster, clock, by: 'abort' }), on);
}

async function settle(stage: Stage): Promise<void> {
  for (let round = 0; round < 6; round++) await stage.clock.sleep(1_000);
}

describe('a migration that is taken back', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'after %i steps leaves the Deployment running on its volume, and begins again when told to',
    async (count) => {
      const { stage, desired, effects, violations } = await stoppedAfter(count);
      const [result] = await abort(stage);
      expect(result?.aborted).toBe(true);
      await settle(stage);
      const { store } = stage.direct.registry;
      const deployment = store.get('deployments.apps', 'ns1/m-monitor');
      expect(valueAt(deployment, ['status', 'readyReplicas'])).toBe(1);
      const claim = store.get('persistentvolumeclaims', 'ns1/m-monitor');
      expect(valueAt(claim, ['status', 'phase'])).toBe('Bound');
      expect(valueAt(claim, ['spec', 'volumeName'])).toBe('pvc-1111');
      const volume = store.get('persistentvolumes', 'pvc-1111');
      expect(valueAt(volume, ['spec', 'persistentVolumeReclaimPolicy'])).toBe('Delete');

      const { cluster, discovery } = stage.direct;
      const options = { cluster, discovery, clock: stage.clock, by: 'b' };
      const held = await attemptOnce(desired, options);
      expect(held.result.outcome).toBe('refused');
      expect(held.plan.problems.map(({ code }) => code)).toEqual(['MIGRATION_ABORTED']);

      const titles = await resumeMigrations(targetName, ledgerOf(options));
      expect(titles).toHaveLength(1);
      const done = await attemptOnce(desired, options);
      expect(done.result.outcome).toBe('done');
      expect(violations).toEqual([]);
      expect(effects.at(-1)).toBe('Deployment/m-monitor deleted');
      stage.close();
    },
  );

  it('says what it has undone, last step first', async () => {
    const { stage } = await stoppedAfter(6);
    const [result] = await abort(stage);
    expect(result?.steps.map(({ result, text }) => `${result}: ${text}`)).toEqual([
      'undone: delete it, while no pod uses it',
      'undone: reserve it for PersistentVolumeClaim/ns1/m-monitor',
      'undone: make it again, for the same volume',
      'undone: scale it back to 1',
      'undone: set its reclaim policy back to Delete',
    ]);
    stage.close();
  });

  it('stays where it is once a pod writes to the volume again', async () => {
    const { stage, desired } = await stoppedAfter(6);
    const { cluster, discovery } = stage.direct;
    const set = desired.filter(({ kind }) => ['StatefulSet', 'ServiceAccount'].includes(kind));
    for (const object of set) await cluster.apply(object, { fieldManager: 'tidewatch' });
    await settle(stage);
    const [result] = await abort(stage);
    expect(result?.aborted).toBe(false);
    expect(result?.steps.map(({ text }) => text)).toEqual([
      'PersistentVolumeClaim/ns1/tidbmonitor-m-monitor-0: Pod/ns1/m-monitor-0 uses it; delete StatefulSet/ns1/m-monitor first',
    ]);
    const options = { cluster, discovery, clock: stage.clock, by: 'b' };
    expect((await attemptOnce(desired, options)).result.outcome).toBe('done');
    expect(await abort(stage)).toEqual([]);
    stage.close();
  });
});
