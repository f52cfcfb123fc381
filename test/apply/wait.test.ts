import { describe, expect, it } from 'vitest';
import { type ApplyContext, type ApplyResult, apply } from '../../src/apply/apply.ts';
import type { ApplyEvent } from '../../src/apply/apply-event.ts';
import type { HealthRule } from '../../src/apply/health.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { type ObjectId, objectIdOf } from '../../src/model/object-id.ts';
import type { Cluster } from '../../src/model/ports/cluster.ts';
import {
  ForbiddenError,
  GoneError,
  UnavailableError,
} from '../../src/model/ports/cluster-errors.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';
import { manualClock } from '../support/manual-clock.ts';
import { configMap, ownedBy, statefulSet } from '../support/objects.ts';
import { discovery, inventoryNamespace, ledger, planFor } from './planning.ts';

const ready = { replicas: 1, readyReplicas: 1, updatedReplicas: 1 };
const database: ObjectId = { group: 'apps', kind: 'StatefulSet', namespace: 'ns', name: 'db' };

/** An apply of one StatefulSet that runs until the test lets it get healthy. */
async function waiting(more: Partial<ApplyContext> = {}, target: { timeout?: number } = {}) {
  const fake = fakeCluster();
  const clock = manualClock();
  const plan = await planFor(fake.cluster, [statefulSet('db')], { target });
  fake.calls.length = 0;
  const { cluster } = fake;
  const done = apply(plan, { cluster, discovery, clock, inventoryNamespace, ledger, ...more });
  return { fake, clock, done };
}

function setStatus(fake: FakeCluster, status: JsonObject, id = database): void {
  const object = fake.live(id);
  if (object !== undefined) fake.put({ ...object, status });
}

/** Waits until the code under test has made a call so many times. */
async function untilCalled(fake: FakeCluster, call: string, times = 1): Promise<void> {
  while (fake.calls.filter((one) => one === call).length < times) await new Promise(setImmediate);
}

describe('waiting for health', () => {
  it('ends when the watch shows the last change', async () => {
    const { fake, done } = await waiting();
    await untilCalled(fake, 'watch StatefulSet');
    setStatus(fake, { ...ready, readyReplicas: 0 });
    setStatus(fake, ready);
    expect(await done).toMatchObject({ outcome: 'done', healthy: true, unhealthy: [] });
  });

  it('watches many namespaces one by one where it may not watch all of them', async () => {
    const fake = fakeCluster();
    const cluster: Cluster = {
      ...fake.cluster,
      list: (options) =>
        options.kind === 'StatefulSet' && options.namespace === undefined
          ? Promise.reject(new ForbiddenError('StatefulSet/*: not allowed', { status: 403 }))
          : fake.cluster.list(options),
    };
    const objects = Array.from({ length: 11 }, (_, number) => {
      const { metadata, ...rest } = statefulSet('db');
      return { ...rest, metadata: { ...metadata, namespace: `ns${number}` } };
    });
    const plan = await planFor(cluster, objects);
    const done = apply(plan, {
      cluster,
      discovery,
      clock: manualClock(),
      inventoryNamespace,
      ledger,
    });
    await untilCalled(fake, 'watch StatefulSet', 11);
    for (const object of objects) setStatus(fake, ready, objectIdOf(object));
    expect(await done).toMatchObject({ outcome: 'done', healthy: true });
  });

  it('lists again when the server has forgotten where the watch was', async () => {
    const { fake, clock, done } = await waiting();
    await untilCalled(fake, 'watch StatefulSet');
    fake.breakWatches(new GoneError('too old'));
    await new Promise(setImmediate);
    setStatus(fake, ready);
    clock.advance(1_000);
    expect(await done).toMatchObject({ outcome: 'done' });
    expect(fake.calls.filter((call) => call === 'list StatefulSet')).toHaveLength(2);
  });

  it('outlives a server that is away', async () => {
    const { fake, clock, done } = await waiting();
    fake.intercept = (call) => {
      if (call === 'list StatefulSet') throw new UnavailableError('away');
    };
    await untilCalled(fake, 'list StatefulSet');
    await new Promise(setImmediate);
    fake.intercept = () => undefined;
    setStatus(fake, ready);
    clock.advance(1_000);
    expect(await done).toMatchObject({ outcome: 'done' });
  });

  it('sees an object that somebody has deleted in the meantime', async () => {
    const { fake, clock, done } = await waiting({}, { timeout: 5_000 });
    await untilCalled(fake, 'watch StatefulSet');
    fake.remove(database);
    await new Promise(setImmediate);
    clock.advance(5_000);
    const { unhealthy } = await done;
    expect(unhealthy).toEqual([{ id: database, status: 'NotFound', message: 'it does not exist' }]);
  });

  it('ends when the time is up, and leaves out why where pods cannot be read', async () => {
    const { fake, clock, done } = await waiting({}, { timeout: 5_000 });
    await untilCalled(fake, 'watch StatefulSet');
    fake.intercept = (call) => {
      if (call === 'list Pod') throw new ForbiddenError('no', { status: 403 });
    };
    clock.advance(5_000);
    expect(await done).toMatchObject({
      outcome: 'unhealthy',
      healthy: false,
      unhealthy: [{ id: database, status: 'InProgress', message: '0 of 1 replicas exist' }],
    });
  });

  it('tells what it waits for, once for each state', async () => {
    const told: string[] = [];
    const onProgress = (event: ApplyEvent) => {
      if (event.type === 'waiting') told.push(event.unhealthy.map(({ message }) => message).join());
    };
    const { fake, done } = await waiting({ onProgress });
    await untilCalled(fake, 'watch StatefulSet');
    setStatus(fake, { replicas: 1 });
    setStatus(fake, { replicas: 1, beat: 2 });
    setStatus(fake, ready);
    await done;
    expect(told).toEqual(['0 of 1 replicas exist', '0 of 1 replicas are ready']);
  });

  it('asks the server nothing where what is known is healthy', async () => {
    const fake = fakeCluster();
    const clock = manualClock();
    const deploy = async (): Promise<{ plan: Plan; result: ApplyResult }> => {
      const plan = await planFor(fake.cluster, [
        configMap('a'),
        statefulSet('db', { replicas: 0 }),
      ]);
      fake.calls.length = 0;
      const context = { cluster: fake.cluster, discovery, clock, inventoryNamespace, ledger };
      return { plan, result: await apply(plan, context) };
    };
    expect((await deploy()).result).toMatchObject({ outcome: 'done', healthy: true });
    expect(fake.calls.filter((call) => !call.startsWith('apply'))).toEqual([]);
    expect((await deploy()).result).toMatchObject({ outcome: 'done', healthy: true });
  });

  it('stops early when what is not healthy has failed for good', async () => {
    const broken: HealthRule = () => ({ status: 'Failed', message: 'broken' });
    const { done } = await waiting({ healthRules: new Map([['apps/StatefulSet', broken]]) });
    expect(await done).toMatchObject({
      outcome: 'unhealthy',
      unhealthy: [{ id: database, status: 'Failed', message: 'broken' }],
    });
  });
});

describe('the health of an owner', () => {
  it('can be that of what it owns', async () => {
    const fake = fakeCluster();
    const owner = configMap('owner');
    const objects = [
      owner,
      ownedBy(owner, statefulSet('db')),
      statefulSet('other', { replicas: 0 }),
    ];
    const plan = await planFor(fake.cluster, objects, { target: { timeout: 10 } });
    const owned: string[][] = [];
    const rule: HealthRule = (_live, children) => {
      owned.push(children.map(({ id, status }) => `${id.name} ${status}`));
      return children.every(({ status }) => status === 'Current')
        ? { status: 'Current', message: '' }
        : { status: 'InProgress', message: 'it waits for what it owns' };
    };
    const { cluster } = fake;
    const context = { cluster, discovery, clock: manualClock(), inventoryNamespace, ledger };
    const done = apply(plan, { ...context, healthRules: new Map([['/ConfigMap', rule]]) });
    await untilCalled(fake, 'watch StatefulSet');
    const live = fake.live({ ...objectIdOf(statefulSet('db')), namespace: 'ns' });
    expect(live?.metadata.ownerReferences).toMatchObject([
      { name: 'owner', uid: expect.stringMatching(/^uid-/) },
    ]);
    setStatus(fake, ready);
    expect(await done).toMatchObject({ outcome: 'done', healthy: true });
    expect(owned.at(0)).toEqual(['db InProgress']);
    expect(owned.at(-1)).toEqual(['db Current']);
  });
});
