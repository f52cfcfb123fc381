import { describe, expect, it } from 'vitest';
import { type ApplyContext, type ApplyResult, apply } from '../../src/apply/apply.ts';
import type { ApplyEvent } from '../../src/apply/apply-event.ts';
import { formatProblem } from '../../src/model/errors.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { RefusedError, UnavailableError } from '../../src/model/ports/cluster-errors.ts';
import { readInventory } from '../../src/plan/read-inventory.ts';
import { type FakeCluster, fakeCluster } from '../support/fake-cluster.ts';
import { manualClock } from '../support/manual-clock.ts';
import { configMap, namespace, statefulSet } from '../support/objects.ts';
import { discovery, inventoryNamespace, ledger, planFor } from './planning.ts';

type Options = Parameters<typeof planFor>[2] & { readonly apply?: Partial<ApplyContext> };

async function deploy(
  fake: FakeCluster,
  objects: readonly Manifest[],
  options: Options = {},
): Promise<ApplyResult> {
  const plan = await planFor(fake.cluster, objects, options);
  fake.calls.length = 0;
  const { cluster } = fake;
  const context = { cluster, discovery, clock: manualClock(), inventoryNamespace, ledger };
  return apply(plan, { ...context, ...options.apply });
}

const lines = ({ changes }: ApplyResult) =>
  changes.map(({ action, id }) => `${action} ${id.kind} ${id.name}`);
const anything = { plan: { budget: { objects: 100, percent: 100 } } };
const id = (kind: string, name: string, group = '') => ({ group, kind, namespace: 'ns', name });
const noWait = { target: { wait: false } };

/** Makes the namespace `new` active as soon as somebody looks. */
function activate(fake: FakeCluster, call: string): void {
  const made = fake.live({ group: '', kind: 'Namespace', namespace: '', name: 'new' });
  if (made !== undefined && call === 'list Namespace') {
    fake.put({ ...made, status: { phase: 'Active' } });
  }
}

describe('an apply', () => {
  it('records what is to come, writes stage by stage, and records what is there', async () => {
    const fake = fakeCluster();
    const result = await deploy(fake, [statefulSet('db'), configMap('a')], noWait);
    expect(result.outcome).toBe('done');
    expect(fake.calls).toEqual([
      'apply ConfigMap/agent/tidewatch-inventory-web',
      'apply ConfigMap/ns/a',
      'apply StatefulSet/ns/db',
      'apply ConfigMap/agent/tidewatch-inventory-web',
    ]);
  });

  it('dry-runs what could not be asked about before, all of it, before its stage is written', async () => {
    const fake = fakeCluster();
    fake.intercept = (call) => activate(fake, call);
    const inside = (name: string) => configMap(name, {}, { namespace: 'new' });
    const result = await deploy(fake, [inside('a'), inside('b'), namespace('new')], noWait);
    expect(result.outcome).toBe('done');
    expect(fake.calls.slice(1, -1)).toEqual([
      'apply Namespace/new',
      'list Namespace',
      'apply ConfigMap/new/a (dry-run)',
      'apply ConfigMap/new/b (dry-run)',
      'apply ConfigMap/new/a',
      'apply ConfigMap/new/b',
    ]);
  });

  it('writes nothing of a stage of which one object is refused', async () => {
    const fake = fakeCluster();
    fake.intercept = (call) => {
      activate(fake, call);
      if (call === 'apply ConfigMap/new/b (dry-run)') {
        throw new RefusedError('ConfigMap/new/b: no', { status: 400 });
      }
    };
    const inside = (name: string) => configMap(name, {}, { namespace: 'new' });
    const result = await deploy(fake, [inside('a'), inside('b'), namespace('new')], noWait);
    expect(result).toMatchObject({ outcome: 'failed', reached: 'Sync/configuration' });
    expect(lines(result)).toEqual(['created Namespace new']);
  });

  it('tells how it goes', async () => {
    const events: ApplyEvent[] = [];
    const onProgress = (event: ApplyEvent) => events.push(event);
    await deploy(fakeCluster(), [configMap('a')], { apply: { onProgress } });
    expect(events.map(({ type, step }) => `${type} ${step}`)).toEqual([
      'step-started Sync/configuration',
      'changed Sync/configuration',
      'step-finished Sync/configuration',
      'step-started Sync/health',
      'step-finished Sync/health',
    ]);
  });

  it('does not run a plan with problems', async () => {
    const fake = fakeCluster();
    const result = await deploy(fake, [configMap('a'), configMap('a')]);
    expect(result).toMatchObject({ outcome: 'refused', changes: [], healthy: undefined });
    expect(result.problems.map(({ code }) => code)).toEqual(['OBJECT_PRODUCED_TWICE']);
    expect(fake.calls).toEqual([]);
  });
});

describe('when a write fails', () => {
  it('the rest of its stage is still written, no later stage is, and all of it is reported', async () => {
    const fake = fakeCluster();
    fake.intercept = (call) => {
      if (call === 'apply ConfigMap/ns/b') {
        throw new RefusedError('ConfigMap/ns/b: admission webhook "x" denied the request', {
          status: 400,
        });
      }
    };
    const objects = [configMap('a'), configMap('b'), configMap('c'), statefulSet('db')];
    const result = await deploy(fake, objects, { apply: { concurrency: 1 } });
    expect(result.outcome).toBe('failed');
    expect(result.reached).toBe('Sync/configuration');
    expect(lines(result)).toEqual([
      'created ConfigMap a',
      'failed ConfigMap b',
      'created ConfigMap c',
    ]);
    expect(result.problems.map(formatProblem)).toEqual([
      'objects.yaml:2:1: ConfigMap/ns/b: admission webhook "x" denied the request; correct what the message names; what is not done yet is tried again',
    ]);
    fake.intercept = () => undefined;
    const { entries } = await readInventory(fake.cluster, inventoryNamespace, 'web');
    expect(entries.map(({ id: { name }, uid }) => [name, uid !== undefined])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
      ['db', false],
    ]);
  });

  it('nothing is deleted', async () => {
    const fake = fakeCluster();
    await deploy(fake, [configMap('a'), configMap('old')]);
    fake.intercept = (call) => {
      if (call === 'apply ConfigMap/ns/a') throw new UnavailableError('gone');
    };
    const result = await deploy(fake, [configMap('a', { key: 'new' })], anything);
    expect(result.outcome).toBe('failed');
    expect(fake.live(id('ConfigMap', 'old'))).toBeDefined();
  });

  it('of the record, nothing else is written', async () => {
    const fake = fakeCluster();
    fake.intercept = (call) => {
      if (call.startsWith('apply ConfigMap/agent/'))
        throw new UnavailableError('the API server is away');
    };
    const result = await deploy(fake, [configMap('a')]);
    expect(result).toMatchObject({ outcome: 'failed', changes: [] });
    expect(result.problems.map(formatProblem)).toEqual([
      'the API server is away; check the API server; what is not done yet is tried again',
    ]);
    expect(fake.live(id('ConfigMap', 'a'))).toBeUndefined();
  });
});

describe('when it is stopped', () => {
  it('what was begun is ended, nothing new is begun, and the result says how far it came', async () => {
    const fake = fakeCluster();
    const stop = new AbortController();
    fake.intercept = (call) => {
      if (call === 'apply ConfigMap/ns/b') stop.abort();
    };
    const objects = [configMap('a'), configMap('b'), configMap('c'), statefulSet('db')];
    const result = await deploy(fake, objects, { apply: { concurrency: 1, signal: stop.signal } });
    expect(result).toMatchObject({
      outcome: 'aborted',
      reached: 'Sync/configuration',
      problems: [],
    });
    expect(lines(result)).toEqual(['created ConfigMap a', 'created ConfigMap b']);
  });

  it('before it began, nothing is written', async () => {
    const fake = fakeCluster();
    const result = await deploy(fake, [configMap('a')], { apply: { signal: AbortSignal.abort() } });
    expect(result).toMatchObject({ outcome: 'aborted', reached: 'Preflight' });
    expect(fake.calls).toEqual([]);
  });
});

describe('deleting what left Git', () => {
  async function withOld(...names: string[]): Promise<FakeCluster> {
    const fake = fakeCluster();
    await deploy(fake, [configMap('a'), ...names.map((name) => configMap(name))]);
    return fake;
  }

  it('goes on when only the status of an object has moved', async () => {
    const fake = await withOld('old');
    let moved = false;
    fake.intercept = (call) => {
      const old = fake.live(id('ConfigMap', 'old'));
      if (call !== 'delete ConfigMap/ns/old' || moved || old === undefined) return;
      moved = true;
      fake.put({ ...old, status: { beat: 1 } });
    };
    const result = await deploy(fake, [configMap('a')], anything);
    expect(lines(result)).toContain('deleted ConfigMap old');
    expect(fake.live(id('ConfigMap', 'old'))).toBeUndefined();
  });

  it('leaves an object that somebody has annotated in the meantime', async () => {
    const fake = await withOld('old');
    fake.intercept = (call) => {
      const old = fake.live(id('ConfigMap', 'old'));
      if (call !== 'delete ConfigMap/ns/old' || old === undefined) return;
      const annotations = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
      fake.put({ ...old, metadata: { ...old.metadata, annotations } });
    };
    const result = await deploy(fake, [configMap('a')], anything);
    expect(result.changes.find(({ id: { name } }) => name === 'old')).toMatchObject({
      action: 'skipped',
      reason: 'it changed while the plan ran: the next plan looks at it again',
    });
    fake.intercept = () => undefined;
    const { entries } = await readInventory(fake.cluster, inventoryNamespace, 'web');
    expect(entries.map(({ id: { name } }) => name)).toEqual(['a', 'old']);
  });

  it('leaves one of the same name that is another object', async () => {
    const fake = await withOld('old');
    fake.intercept = (call) => {
      const old = fake.live(id('ConfigMap', 'old'));
      if (call !== 'delete ConfigMap/ns/old' || old?.metadata.uid === 'new') return;
      fake.remove(id('ConfigMap', 'old'));
      fake.put(configMap('old', {}, { namespace: 'ns', uid: 'new' }));
    };
    await deploy(fake, [configMap('a')], anything);
    expect(fake.live(id('ConfigMap', 'old'))?.metadata.uid).toBe('new');
  });

  it('takes an object that is gone already for deleted', async () => {
    const fake = await withOld('old');
    fake.intercept = (call) => {
      if (call === 'delete ConfigMap/ns/old') fake.remove(id('ConfigMap', 'old'));
    };
    const result = await deploy(fake, [configMap('a')], anything);
    expect(result.outcome).toBe('done');
    fake.intercept = () => undefined;
    const { entries } = await readInventory(fake.cluster, inventoryNamespace, 'web');
    expect(entries.map(({ id: { name } }) => name)).toEqual(['a']);
  });

  it('names what cannot be deleted, keeps it on record, and deletes the rest', async () => {
    const fake = await withOld('old', 'older');
    fake.intercept = (call) => {
      if (call === 'delete ConfigMap/ns/old')
        throw new RefusedError('ConfigMap/ns/old: no', { status: 400 });
    };
    const result = await deploy(fake, [configMap('a')], anything);
    expect(result).toMatchObject({ outcome: 'failed', reached: 'Prune' });
    expect(lines(result).toSorted()).toEqual([
      'deleted ConfigMap older',
      'failed ConfigMap old',
      'unchanged ConfigMap a',
    ]);
    fake.intercept = () => undefined;
    const { entries } = await readInventory(fake.cluster, inventoryNamespace, 'web');
    expect(entries.map(({ id: { name } }) => name)).toContain('old');
  });
});
