import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Cluster } from '../../src/model/ports/cluster.ts';
import { attemptOnce, ledgerOf, openStage, type Stage, targetName } from './stage.ts';
import { variants } from './variants.ts';

const volume = { apiVersion: 'v1', kind: 'PersistentVolume', namespace: '', name: 'pvc-1111' };

async function open() {
  const variant = variants.find(({ name }) => name === 'a Deployment whose volume has Delete');
  if (variant === undefined) throw new Error('no such variant');
  const stage = await openStage(await variant.old());
  return { stage, desired: await variant.desired() };
}

function attempt(
  stage: Stage,
  desired: readonly Manifest[],
  cluster: Cluster,
  signal?: AbortSignal,
) {
  const { discovery } = stage.direct;
  const options = { cluster, discovery, clock: stage.clock, by: 'test' };
  return attemptOnce(desired, signal === undefined ? options : { ...options, signal });
}

/** Dies right after the patch of the volume that reserves it: whether it took effect is on no record. */
async function killedWhileReserving(stage: Stage, desired: readonly Manifest[]): Promise<void> {
  const death = new AbortController();
  const { cluster } = stage.direct;
  const dying: Cluster = {
    ...cluster,
    async patch(reference, patch, options) {
      const result = await cluster.patch(reference, patch, options);
      const text = JSON.stringify(patch.type === 'merge' ? patch.document : patch.operations);
      if (reference.kind === volume.kind && text.includes('claimRef')) {
        death.abort(new Error('killed'));
        throw death.signal.reason;
      }
      return result;
    },
  };
  await attempt(stage, desired, dying, death.signal);
}

/** Somebody takes the volume away, whatever keeps it. */
async function loseVolume({ direct, clock }: Stage): Promise<void> {
  const patch = { type: 'merge', document: { metadata: { finalizers: null } } } as const;
  await direct.cluster.patch(volume, patch, { fieldManager: 'somebody' });
  await direct.cluster.delete(volume, {});
  await clock.sleep(1_000);
}

describe('a step of which nobody can tell whether it took effect', () => {
  it('blocks the target with a question, and goes on once somebody has answered', async () => {
    const { stage, desired } = await open();
    const { cluster } = stage.direct;
    await killedWhileReserving(stage, desired);
    await loseVolume(stage);
    const step = 'migration/deployment-to-stateful-set/ns1/m-monitor/reserve-volume';
    for (const _again of [1, 2]) {
      const { result } = await attempt(stage, desired, cluster);
      expect(result.outcome).toBe('blocked');
      expect(result.next).toEqual([
        `tidewatch answer monitoring ${step} succeeded`,
        `tidewatch answer monitoring ${step} again`,
      ]);
      expect(result.problems.map(formatProblem)).toEqual([
        `StatefulSet/ns1/m-monitor: did this take effect: reserve PersistentVolume/pvc-1111 for PersistentVolumeClaim/ns1/tidbmonitor-m-monitor-0? PersistentVolume/pvc-1111 is gone; put it right, or look and say so: tidewatch answer monitoring ${step} succeeded or, if it did not, tidewatch answer monitoring ${step} again`,
      ]);
    }
    const ledger = ledgerOf({ cluster, clock: stage.clock, by: 'somebody' });
    const { records } = await ledger.read(targetName);
    const asking = records.find((record) => record.step === step);
    if (asking === undefined) throw new Error('the step is not on record');
    expect(asking).toMatchObject({
      outcome: 'Unknown',
      message: 'PersistentVolume/pvc-1111 is gone',
    });
    await ledger.settle(asking, { outcome: 'Failed', message: 'it did not' });
    const { result } = await attempt(stage, desired, cluster);
    expect(result.outcome).toBe('failed');
    expect(result.next).toEqual(['tidewatch migrate abort monitoring']);
    expect(result.problems.map(({ code, what }) => `${code}: ${what}`)).toEqual([
      'MIGRATION_STOPPED: cannot reserve PersistentVolume/pvc-1111 for PersistentVolumeClaim/ns1/tidbmonitor-m-monitor-0: PersistentVolume/pvc-1111 is gone',
    ]);
    stage.close();
  });

  it('needs no answer where the cluster shows it again', async () => {
    const { stage, desired } = await open();
    const { cluster } = stage.direct;
    await killedWhileReserving(stage, desired);
    const { plan, result } = await attempt(stage, desired, cluster);
    const steps = plan.phases.flatMap(({ migrations }) => migrations.flatMap((one) => one.steps));
    expect(steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'record done',
      'keep-volume done',
      'scale-to-zero done',
      'delete-claim done',
      'reserve-volume begun',
      'create-claim pending',
      'check-volume pending',
      'restore-policy pending',
      'remove-deployment pending',
    ]);
    // Its last steps do not count as something new: a window that closes must not keep them.
    expect(plan.phases.flatMap(({ migrations }) => migrations.map(({ begun }) => begun))).toEqual([
      true,
      true,
    ]);
    expect(result.outcome).toBe('done');
    const { records } = await ledgerOf({ cluster, clock: stage.clock, by: 'x' }).read(targetName);
    expect(records.map(({ attempts, outcome }) => `${attempts} ${outcome}`)).toEqual(
      steps.map(() => '1 Succeeded'),
    );
    stage.close();
  });
});

describe('a migration under way', () => {
  it('is finished as it was planned, although the monitor has changed in Git', async () => {
    const { stage, desired } = await open();
    const { cluster } = stage.direct;
    await killedWhileReserving(stage, desired);
    const larger = desired.map((object) =>
      object.kind === 'StatefulSet'
        ? (JSON.parse(JSON.stringify(object).replaceAll('10Gi', '20Gi')) as Manifest)
        : object,
    );
    const { result } = await attempt(stage, larger, cluster);
    expect(result.outcome).toBe('done');
    const claim = stage.direct.registry.store.get(
      'persistentvolumeclaims',
      'ns1/tidbmonitor-m-monitor-0',
    );
    expect(JSON.stringify(claim?.spec)).toContain('pvc-1111');
    stage.close();
  });

  it('holds a target that does not want the monitor any more', async () => {
    const { stage, desired } = await open();
    const { cluster } = stage.direct;
    await killedWhileReserving(stage, desired);
    const others = desired.filter(({ kind }) => kind !== 'StatefulSet');
    const { plan, result } = await attempt(stage, others, cluster);
    expect(result.outcome).toBe('refused');
    expect(plan.problems.map(({ what, advice }) => `${what}; ${advice}`)).toEqual([
      'it left Git in the middle of a migration: move the data of Deployment/ns1/m-monitor on PersistentVolume/pvc-1111 to the StatefulSet of that name; put it back into Git until that has ended, or take it back with: tidewatch migrate abort monitoring',
    ]);
    stage.close();
  });

  it('is planned anew from what is there, where its ledger is lost', async () => {
    const { stage, desired } = await open();
    const { cluster } = stage.direct;
    await killedWhileReserving(stage, desired);
    await ledgerOf({ cluster, clock: stage.clock, by: 'x' }).forget(targetName);
    const { plan, result } = await attempt(stage, desired, cluster);
    const steps = plan.phases.flatMap(({ migrations }) => migrations.flatMap((one) => one.steps));
    expect(steps.map(({ id }) => id)).toEqual([
      'record',
      'keep-volume',
      'scale-to-zero',
      'reserve-volume',
      'create-claim',
      'check-volume',
      'restore-policy',
      'remove-deployment',
    ]);
    expect(result.outcome).toBe('done');
    const live = await cluster.get(volume);
    expect(JSON.stringify(live?.spec)).toContain('"persistentVolumeReclaimPolicy":"Delete"');
    stage.close();
  });
});
