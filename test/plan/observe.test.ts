import { describe, expect, it } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import { encodeInventory } from '../../src/model/inventory.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { objectKey } from '../../src/model/object-id.ts';
import type { Discovery } from '../../src/model/ports/cluster.ts';
import {
  ForbiddenError,
  NotFoundError,
  UnavailableError,
} from '../../src/model/ports/cluster-errors.ts';
import { prepareDesired } from '../../src/plan/desired.ts';
import { createDryRunMemory } from '../../src/plan/dry-run-memory.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { observe } from '../../src/plan/observe.ts';
import { builtInDiscovery } from '../support/built-in-discovery.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';
import { manualClock } from '../support/manual-clock.ts';
import { memoryLedger } from '../support/memory-ledger.ts';
import { configMap, rendered, secret, statefulSet } from '../support/objects.ts';
import { aTarget } from '../support/targets.ts';

const target = aTarget('web', { defaultNamespace: 'ns' });

function agent(fake: FakeCluster, discovery: Discovery = builtInDiscovery()) {
  const memory = createDryRunMemory();
  const { cluster } = fake;
  const ledger = memoryLedger(manualClock(), 'test');
  const look = async (objects: readonly Manifest[]) => {
    const prepared = await prepareDesired(target, 'r1', rendered(objects), discovery);
    fake.calls.length = 0;
    const context = { cluster, discovery, inventoryNamespace: 'agent', ledger, memory };
    return { prepared, observation: await observe(prepared.desired, context) };
  };
  const deploy = async (objects: readonly Manifest[]) => {
    const { prepared, observation } = await look(objects);
    const plan = makePlan(prepared, observation, { goneTargets: new Set() });
    const clock = manualClock();
    const context = { cluster, discovery, clock, inventoryNamespace: 'agent', ledger };
    const result = await apply(plan, context);
    return { plan, result };
  };
  return { look, deploy };
}

const inNamespace = (name: string, namespace: string) => configMap(name, {}, { namespace });
const kinds = async (look: Promise<{ observation: Awaited<ReturnType<typeof observe>> }>) =>
  [...(await look).observation.predictions].map(([key, { kind }]) => `${key} ${kind}`);

describe('looking at a cluster', () => {
  it('takes a list for each kind, and a get where one object of a kind is wanted', async () => {
    const fake = fakeCluster();
    const { look, deploy } = agent(fake);
    const objects = [configMap('a'), configMap('b'), secret('s', {})];
    await deploy(objects);
    await look(objects);
    expect(fake.calls.filter((call) => !call.includes('dry-run'))).toEqual([
      'get ConfigMap/agent/tidewatch-inventory-web',
      'list ConfigMap',
      'get Secret/ns/s',
    ]);
  });

  it('goes on past an object that it may neither write nor read', async () => {
    const fake = fakeCluster();
    fake.intercept = (call) => {
      if (/(apply|get) ConfigMap\/ns\/a/.test(call)) {
        throw new ForbiddenError('ConfigMap/ns/a: not allowed', { status: 403 });
      }
    };
    const { look } = agent(fake);
    const found = await kinds(look([configMap('a'), configMap('b')]));
    expect(found.sort()).toEqual(['/ConfigMap/ns/a refused', '/ConfigMap/ns/b create']);
  });

  it('remembers of what it takes from a gone target that it was there before that one', async () => {
    const fake = fakeCluster();
    const labels = { 'tidewatch.dev/target': 'old' };
    const place = { namespace: 'ns', labels };
    fake.put({ ...secret('theirs', {}), metadata: { name: 'theirs', ...place } });
    fake.put({ ...secret('made', {}), metadata: { name: 'made', ...place } });
    const entries = ['theirs', 'made'].map((name) => ({
      id: { group: '', kind: 'Secret', namespace: 'ns', name },
      version: 'v1',
      uid: undefined,
      adopted: name === 'theirs',
    }));
    fake.put(encodeInventory({ target: 'old', revision: 'r0', entries }, 'agent'));
    const { look } = agent(fake);
    const { prepared, observation } = await look([secret('theirs', {}), secret('made', {})]);
    const plan = makePlan(prepared, observation, { goneTargets: new Set(['old']) });
    expect(plan.problems).toEqual([]);
    expect(plan.inventory.applied.map(({ id, adopted }) => [id.name, adopted])).toEqual([
      ['made', false],
      ['theirs', true],
    ]);
  });

  it('asks the server again only about what is not known to be unchanged', async () => {
    const fake = fakeCluster();
    const { look, deploy } = agent(fake);
    const objects = [configMap('a'), configMap('b')];
    await deploy(objects);
    const dryRuns = async () => {
      await look(objects);
      return fake.calls.filter((call) => call.includes('dry-run'));
    };
    // The fake keeps no record of owners, so only a dry-run can tell.
    expect(await dryRuns()).toHaveLength(2);
    expect(await dryRuns()).toEqual([]);
    const a = fake.live({ group: '', kind: 'ConfigMap', namespace: 'ns', name: 'a' });
    if (a !== undefined) fake.put({ ...a, data: { key: 'drifted' } });
    expect(await dryRuns()).toEqual(['apply ConfigMap/ns/a (dry-run)']);
  });

  it('finds an object without our label when the server says that it exists', async () => {
    const fake = fakeCluster(inNamespace('theirs', 'ns'));
    const { look } = agent(fake);
    const { observation } = await look([configMap('theirs', { key: 'ours' }), configMap('new')]);
    expect([...observation.predictions.values()].map(({ kind }) => kind).toSorted()).toEqual([
      'create',
      'update',
    ]);
    const key = objectKey({ group: '', kind: 'ConfigMap', namespace: 'ns', name: 'theirs' });
    expect(observation.live.get(key)?.metadata.uid).toBe('uid-1');
  });

  it('goes namespace by namespace where it may not list them all', async () => {
    const fake = fakeCluster();
    const list = fake.cluster.list;
    const cluster: FakeCluster = {
      ...fake,
      cluster: {
        ...fake.cluster,
        list: async (options) => {
          const found = await list(options);
          if (options.namespace === undefined) throw new ForbiddenError('no', { status: 403 });
          return found;
        },
      },
    };
    const { look, deploy } = agent(cluster);
    const objects = [inNamespace('a', 'x'), inNamespace('b', 'y')];
    await deploy(objects);
    const { observation } = await look(objects);
    expect(observation.live.size).toBe(2);
  });

  it('tells of each object that it may not read', async () => {
    const fake = fakeCluster();
    fake.intercept = (call) => {
      if (call === 'get Secret/ns/s') throw new ForbiddenError('Secret/ns/s: no', { status: 403 });
    };
    const { look } = agent(fake);
    expect(await kinds(look([secret('s', {}), configMap('a')]))).toEqual(
      expect.arrayContaining(['/Secret/ns/s refused', '/ConfigMap/ns/a create']),
    );
  });

  it('does not go on without what is on record: it would be taken for gone', async () => {
    const fake = fakeCluster();
    const { look, deploy } = agent(fake);
    await deploy([secret('s', {}), configMap('a')]);
    fake.intercept = (call) => {
      if (call === 'get Secret/ns/s') throw new ForbiddenError('Secret/ns/s: no', { status: 403 });
    };
    await expect(look([configMap('a')])).rejects.toThrow('Secret/ns/s: no');
  });

  it('does not take a server that is away for one that refuses', async () => {
    const fake = fakeCluster();
    fake.intercept = (call) => {
      if (call.includes('dry-run')) throw new UnavailableError('away');
    };
    await expect(agent(fake).look([configMap('a')])).rejects.toThrow('away');
  });

  it('asks nothing about what is not to be applied', async () => {
    const fake = fakeCluster();
    const annotations = { 'argocd.argoproj.io/hook': 'Skip' };
    await agent(fake).look([configMap('skipped', {}, { annotations })]);
    expect(fake.calls.filter((call) => call.includes('dry-run'))).toEqual([]);
  });
});

describe('a recorded object whose kind is not served now', () => {
  const database = { group: 'apps', kind: 'StatefulSet', namespace: 'ns', name: 'db' };
  const stateful = statefulSet('db', { replicas: 0 });
  const skipped = {
    id: database,
    what: 'prune',
    reason: {
      code: 'NOT_SERVED',
      text: 'the cluster does not serve StatefulSet of apps now; it stays on record until it can be looked at',
    },
    position: undefined,
  };

  /** A server whose StatefulSets can go away, and discovery that may notice it late. */
  function server() {
    const fake = fakeCluster();
    const builtIn = builtInDiscovery();
    const away = { api: false, noticed: false };
    const discovery: Discovery = {
      ...builtIn,
      find: async (group, kind, version) =>
        away.noticed && kind === 'StatefulSet' ? undefined : builtIn.find(group, kind, version),
    };
    const cluster: FakeCluster['cluster'] = {
      ...fake.cluster,
      get: async (reference, signal) =>
        away.api && reference.kind === 'StatefulSet'
          ? undefined
          : fake.cluster.get(reference, signal),
      list: async (options) => {
        if (!away.api || options.kind !== 'StatefulSet') return fake.cluster.list(options);
        throw new NotFoundError('StatefulSet/*: not served');
      },
    };
    return { fake, away, ...agent({ ...fake, cluster }, discovery) };
  }

  it.each([
    ['as discovery says', true, ['db']],
    ['as only a list tells, for discovery is minutes old', false, ['db']],
    ['as only a list tells, for several', false, ['db', 'other']],
  ])('stays on record, and is to be deleted once it can be (%s)', async (_how, noticed, names) => {
    const { away, deploy } = server();
    const recorded = names.map((name) => statefulSet(name, { replicas: 0 }));
    const rest = [configMap('a')];
    await deploy([...rest, ...recorded]);

    Object.assign(away, { api: true, noticed });
    const { plan, result } = await deploy(rest);
    expect(result.outcome).toBe('done');
    expect(plan.skips.at(0)).toEqual(skipped);
    expect(plan.skips).toHaveLength(names.length);

    Object.assign(away, { api: false, noticed: false });
    const { plan: next } = await deploy(rest);
    expect(next.prunes.map(({ id }) => id.name).toSorted()).toEqual(names);
  });

  it('falls out of the record where its kind is served and it is gone', async () => {
    const { fake, deploy } = server();
    await deploy([configMap('a'), stateful]);
    fake.remove(database);
    const { plan } = await deploy([configMap('a')]);
    expect(plan.skips).toEqual([]);
    expect(plan.inventory.retained).toEqual([]);
  });

  it('counts as gone where it may be got but not listed', async () => {
    const { fake, deploy } = server();
    await deploy([configMap('a'), stateful]);
    fake.remove(database);
    fake.intercept = (call) => {
      if (call === 'list StatefulSet') throw new ForbiddenError('no', { status: 403 });
    };
    expect((await deploy([configMap('a')])).plan.skips).toEqual([]);
  });
});

describe('the memory of dry-runs', () => {
  it('holds for one state of the object and one desired state', () => {
    const memory = createDryRunMemory();
    memory.remember('uid', '1', 'digest');
    expect(memory.has('uid', '1', 'digest')).toBe(true);
    expect(memory.has('uid', '2', 'digest')).toBe(false);
    expect(memory.has('uid', '1', 'other')).toBe(false);
  });

  it('forgets the oldest', () => {
    const memory = createDryRunMemory(2);
    for (const uid of ['a', 'b', 'a', 'c']) memory.remember(uid, '1', 'digest');
    expect(['a', 'b', 'c'].map((uid) => memory.has(uid, '1', 'digest'))).toEqual([
      true,
      false,
      true,
    ]);
  });
});
