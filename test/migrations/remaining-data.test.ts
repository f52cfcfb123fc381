import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import { formatObjectId } from '../../src/model/object-id.ts';
import type { Cluster } from '../../src/model/ports/cluster.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { monitorObjects } from './desired-objects.ts';
import {
  type AttemptOptions,
  attemptOnce,
  create,
  ledgerOf,
  openStage,
  planOnce,
  targetName,
} from './stage.ts';

const large = () => monitorObjects('persistent-retain', { shards: 2, replicas: 2 });
const small = () => monitorObjects('persistent-retain');
const left = ['1', 'shard-1-0', 'shard-1-1'].map((end) => `tidbmonitor-m-monitor-${end}`);
const kept = 'tidbmonitor-m-monitor-0';

/** A monitor of two shards with two replicas each, after it became one of each. */
async function openShrunk() {
  const stage = await openStage([]);
  const { cluster, discovery, registry } = stage.direct;
  const usual: AttemptOptions = { cluster, discovery, clock: stage.clock, by: 'test' };
  // Pods take their time to start, and volumes to be made.
  const pause = async () => {
    for (let round = 0; round < 40; round++) await stage.clock.sleep(1_000);
  };
  const attempt = async (objects: readonly Manifest[], options: Partial<AttemptOptions> = {}) => {
    const done = await attemptOnce(objects, { ...usual, ...options });
    await pause();
    return done;
  };
  await attempt(await large());
  await attempt(await small());
  await attempt(await small());
  return {
    stage,
    attempt,
    pause,
    usual,
    plan: async (options: Partial<AttemptOptions> = {}) =>
      planOnce(await small(), { ...usual, ...options }),
    claims: () =>
      [...registry.store.collection('persistentvolumeclaims').objects.values()]
        .map(({ metadata }) => metadata.name)
        .sort(),
    approving: (...digests: readonly string[]) => ({ plan: { approvals: new Set(digests) } }),
    records: async () =>
      (await ledgerOf(usual).read(targetName)).records
        .filter(({ step }) => step === 'data/prune')
        .map(({ outcome, message }) => `${outcome} ${message}`),
    approvals: async () =>
      (await ledgerOf(usual).read(targetName)).records
        .filter(({ step }) => step === 'data/prune')
        .map(({ digest }) => digest),
  };
}

function skipsOf({ skips }: Plan): readonly string[] {
  return skips.map(({ id, reason }) => `${formatObjectId(id)}: ${reason.text}`);
}

function names(claims: Plan['remaining']['kept']): readonly string[] {
  return claims.map(({ id }) => id.name);
}

/** A cluster on which every deletion is told, with its precondition. */
function telling(cluster: Cluster, told: string[]): Cluster {
  return {
    ...cluster,
    delete: (reference, options) => {
      told.push(`${reference.kind}/${reference.name} ${options.uid ?? 'whatever it is'}`);
      return cluster.delete(reference, options);
    },
  };
}

describe('the data of shards and replicas that go', () => {
  it('is kept, told in every plan, and there again when they come back', async () => {
    const { attempt, claims, plan, stage } = await openShrunk();
    const now = await plan();
    expect(skipsOf(now)).toEqual(
      left.map(
        (name) =>
          `PersistentVolumeClaim/ns1/${name}: it holds 10Gi of data of a shard or replica that is no more; once nobody needs it: tidewatch approve monitoring ${now.remaining.digest}`,
      ),
    );
    const before = [...stage.direct.registry.store.collection('persistentvolumes').objects.keys()];
    await attempt(await small());
    await attempt(await large());
    expect(claims()).toEqual([kept, ...left]);
    const volumes = [...stage.direct.registry.store.collection('persistentvolumes').objects.keys()];
    expect(volumes).toEqual(before);
    stage.close();
  });

  it('is not offered while the StatefulSet is there that has it', async () => {
    const stage = await openStage([]);
    const { cluster, discovery } = stage.direct;
    const usual = { cluster, discovery, clock: stage.clock, by: 'test' };
    await attemptOnce(await large(), usual);
    const plan = await planOnce(await small(), usual);
    expect(plan.remaining.kept).toEqual([]);
    expect(skipsOf(plan)[1]).toBe(
      'PersistentVolumeClaim/ns1/tidbmonitor-m-monitor-shard-1-0: it holds 10Gi of data of a shard or replica that goes, and stays as long as StatefulSet/ns1/m-monitor-shard-1 has that replica',
    );
    const eager = await planOnce(await small(), { ...usual, approvesData: true });
    expect(eager.remaining.pruned).toEqual([]);
    stage.close();
  });

  it('goes once exactly that is approved, each claim by its uid', async () => {
    const { attempt, approvals, approving, claims, plan, records, stage, usual } =
      await openShrunk();
    const { digest, kept: offered } = (await plan()).remaining;
    expect(names(offered)).toEqual(left);
    const told: string[] = [];
    const cluster = telling(usual.cluster, told);
    const { result } = await attempt(await small(), { ...approving(digest), cluster });
    expect(result.outcome).toBe('done');
    expect(told).toEqual(
      offered.map(({ id, live }) => `PersistentVolumeClaim/${id.name} ${live.uid}`),
    );
    expect(claims()).toEqual([kept]);
    expect(await records()).toEqual(['Succeeded 3 claims are deleted']);
    expect(await approvals()).toEqual([digest]);
    expect((await plan()).skips).toEqual([]);
    stage.close();
  });

  it('goes by an approval that was merged into Git', async () => {
    const { attempt, claims, plan, stage } = await openShrunk();
    const { digest } = (await plan()).remaining;
    const policy = { windows: [], approval: 'deletions', approved: [digest] } as const;
    await attempt(await small(), { target: { policy } });
    expect(claims()).toEqual([kept]);
    stage.close();
  });

  it('stays where another claim is approved, or the plan alone', async () => {
    const { attempt, approving, claims, pause, plan, stage } = await openShrunk();
    const { digest, remaining } = await plan();
    await attempt(await small(), approving(digest));
    // One of them is another one of that name by now: what was approved is not what is there.
    const { cluster } = stage.direct;
    const reference = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'ns1' };
    const name = left[0] ?? '';
    const old = await cluster.get({ ...reference, name });
    await cluster.delete({ ...reference, name }, {});
    await pause();
    const { labels = {} } = old?.metadata ?? {};
    const again = { name, namespace: 'ns1', labels };
    create(
      stage.direct,
      { apiVersion: 'v1', kind: reference.kind, metadata: again, spec: old?.spec ?? {} },
      'somebody',
    );
    await attempt(await small(), approving(remaining.digest));
    expect(claims()).toEqual([kept, ...left]);
    stage.close();
  });

  it('stays while a pod uses it, and goes without being asked again once none does', async () => {
    const { attempt, approving, claims, pause, plan, stage } = await openShrunk();
    const { digest } = (await plan()).remaining;
    const { cluster } = stage.direct;
    const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'ns1', name: 'reader' };
    const claimName = left[1] ?? '';
    create(
      stage.direct,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'reader', namespace: 'ns1' },
        spec: {
          containers: [{ name: 'main', image: 'example.com/reader:1' }],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
        },
      },
      'somebody',
    );
    const { result } = await attempt(await small(), approving(digest));
    expect(claims()).toEqual([kept, claimName]);
    const told = result.changes.find(({ id }) => id.name === claimName);
    expect(told).toMatchObject({ action: 'skipped', reason: 'Pod/ns1/reader uses it' });
    await cluster.delete(pod, {});
    await pause();
    await attempt(await small());
    expect(claims()).toEqual([kept]);
    stage.close();
  });

  it('goes on to go where the agent was killed in the middle of it', async () => {
    const { attempt, approving, claims, plan, records, stage, usual } = await openShrunk();
    const { digest } = (await plan()).remaining;
    const death = new AbortController();
    const dying: Cluster = {
      ...usual.cluster,
      delete: async (...given) => {
        await usual.cluster.delete(...given);
        death.abort(new Error('the process is killed'));
        throw death.signal.reason;
      },
    };
    await attempt(await small(), { ...approving(digest), cluster: dying, signal: death.signal });
    expect(claims()).toEqual([kept, ...left.slice(1)]);
    await attempt(await small());
    expect(claims()).toEqual([kept]);
    expect(await records()).toEqual(['Succeeded 3 claims are deleted']);
    stage.close();
  });

  it('stays where a shard has come back since: an approval is for what nobody uses', async () => {
    const { attempt, approving, claims, pause, plan, records, stage } = await openShrunk();
    const { digest } = (await plan()).remaining;
    const claimName = left[0] ?? '';
    const pod = (name: string): Manifest => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'ns1' },
      spec: {
        containers: [{ name: 'main', image: 'example.com/reader:1' }],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
      },
    });
    create(stage.direct, pod('reader'), 'somebody');
    await attempt(await small(), approving(digest));
    expect(claims()).toEqual([kept, claimName]);
    expect(await records()).toEqual(['Started ']);
    await attempt(await monitorObjects('persistent-retain', { replicas: 2 }));
    const reference = { apiVersion: 'v1', kind: 'Pod', namespace: 'ns1', name: 'reader' };
    await stage.direct.cluster.delete(reference, {});
    await pause();
    for (let again = 0; again < 3; again++) await attempt(await small());
    expect(claims()).toEqual([kept, claimName]);
    expect(await records()).toEqual([
      `Undone in use again, or not to be deleted any more: PersistentVolumeClaim/ns1/${claimName}`,
    ]);
    stage.close();
  });

  it('waits, approved, for the maintenance window', async () => {
    const { attempt, claims, plan, stage } = await openShrunk();
    const { digest } = (await plan()).remaining;
    const hold = { by: 'window', reason: 'the maintenance window', until: undefined } as const;
    const approvals = new Set([digest]);
    const held = await attempt(await small(), { plan: { approvals, holds: [hold] } });
    expect(held.plan.waiting.map(({ what, id }) => `${what} ${id.name}`)).toEqual(
      left.map((name) => `delete ${name}`),
    );
    expect(claims()).toEqual([kept, ...left]);
    await attempt(await small(), { plan: { approvals } });
    expect(claims()).toEqual([kept]);
    stage.close();
  });
});
