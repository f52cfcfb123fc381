import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatProblem } from '../../../src/model/errors.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { definition } from '../../support/objects.ts';
import { deployment, job, settings, type Wishes } from './objects.ts';
import { type CommitOptions, embeddedTheatre, openStage, refusing, type Theatre } from './stage.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await embeddedTheatre();
});
afterAll(() => theatre.close());

interface Scenario {
  /** What Argo CD documents, or cli-utils where dependencies are meant. */
  readonly documented: string;
  readonly objects: readonly Manifest[];
  /** What is written, in order. */
  readonly writes: readonly string[];
  readonly options?: CommitOptions;
}

const service = (name: string, wishes: Wishes = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: settings(name, wishes).metadata,
  spec: { ports: [{ port: 80 }] },
});
const account = (name: string, wishes: Wishes = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: settings(name, wishes).metadata,
});

/** Every object of these is new: what counts is the order. */
const orders: readonly Scenario[] = [
  {
    documented: 'lower waves go first',
    objects: [settings('b', { wave: '2' }), settings('a', { wave: '1' })],
    writes: ['apply ConfigMap/a', 'apply ConfigMap/b'],
  },
  {
    documented: 'waves may be negative',
    objects: [settings('a'), settings('b', { wave: '-1' })],
    writes: ['apply ConfigMap/b', 'apply ConfigMap/a'],
  },
  {
    documented: 'wave 0 is the default',
    objects: [settings('c', { wave: '1' }), settings('b'), settings('a', { wave: '-1' })],
    writes: ['apply ConfigMap/a', 'apply ConfigMap/b', 'apply ConfigMap/c'],
  },
  {
    documented: 'waves are compared as numbers, not as texts',
    objects: [settings('b', { wave: '10' }), settings('a', { wave: '9' })],
    writes: ['apply ConfigMap/a', 'apply ConfigMap/b'],
  },
  {
    documented: 'a wave may be written with a plus sign',
    objects: [settings('b', { wave: '+2' }), settings('a', { wave: '1' })],
    writes: ['apply ConfigMap/a', 'apply ConfigMap/b'],
  },
  {
    documented: 'inside a wave, kinds go in their order',
    objects: [service('c'), settings('b'), account('a')],
    writes: ['apply ServiceAccount/a', 'apply ConfigMap/b', 'apply Service/c'],
  },
  {
    documented: 'the wave goes before the kind',
    objects: [service('first', { wave: '-1' }), account('second')],
    writes: ['apply Service/first', 'apply ServiceAccount/second'],
  },
  {
    documented: 'the phase goes before the wave',
    objects: [
      job('late', { hook: 'PostSync', wave: '-9' }),
      settings('middle', { wave: '5' }),
      job('early', { hook: 'PreSync', wave: '9' }),
    ],
    writes: ['apply Job/early', 'apply ConfigMap/middle', 'apply Job/late'],
  },
  {
    documented: 'hooks have waves inside of their phase',
    objects: [
      job('second', { hook: 'PreSync', wave: '2' }),
      job('first', { hook: 'PreSync', wave: '1' }),
      settings('a'),
    ],
    writes: ['apply Job/first', 'apply Job/second', 'apply ConfigMap/a'],
  },
  {
    documented: 'Sync hooks go with the objects of their wave, after the kinds before Jobs',
    objects: [job('with', { hook: 'Sync' }), settings('a'), settings('b', { wave: '1' })],
    writes: ['apply ConfigMap/a', 'apply Job/with', 'apply ConfigMap/b'],
  },
  {
    documented: 'a hook of several phases runs in each of them',
    objects: [job('twice', { hook: 'PreSync,PostSync' }), settings('a')],
    writes: ['apply Job/twice', 'apply ConfigMap/a', 'delete Job/twice', 'apply Job/twice'],
  },
  {
    documented: 'spaces in the list of phases do not matter',
    objects: [job('once', { hook: ' PreSync , SyncFail ' }), settings('a')],
    writes: ['apply Job/once', 'apply ConfigMap/a'],
  },
  {
    documented: 'Skip keeps an object off the cluster',
    objects: [settings('a'), settings('skipped', { hook: 'Skip' })],
    writes: ['apply ConfigMap/a'],
  },
  {
    documented: 'SyncFail hooks do not run where nothing fails',
    objects: [settings('a'), job('sorry', { hook: 'SyncFail' })],
    writes: ['apply ConfigMap/a'],
  },
  {
    documented: 'PreDelete and PostDelete hooks do not run in a sync',
    objects: [settings('a'), job('x', { hook: 'PreDelete' }), job('y', { hook: 'PostDelete' })],
    writes: ['apply ConfigMap/a'],
  },
  {
    documented: 'a hook may be any kind of object',
    objects: [settings('hook', { hook: 'PreSync' }), settings('a')],
    writes: ['apply ConfigMap/hook', 'apply ConfigMap/a'],
  },
  {
    documented: 'a Deployment as a hook is waited for until it is healthy',
    objects: [deployment('hook', { hook: 'PreSync' }), settings('a')],
    writes: ['apply Deployment/hook', 'apply ConfigMap/a'],
  },
];

describe("Argo CD's documented order", () => {
  it.each(orders)('$documented', async ({ objects, writes, options }) => {
    await using stage = await openStage(theatre);
    const commit = await stage.commit(objects, options);
    expect(commit.result.problems).toEqual([]);
    expect(commit.result.outcome).toBe('done');
    expect(commit.writes).toEqual(writes);
  });
});

describe('what Kubernetes itself needs first', () => {
  it('is made ahead of the waves: a namespace for a hook of PreSync', async () => {
    await using stage = await openStage(theatre);
    const name = `${stage.namespace}-new`;
    const hook = job('migrate', { hook: 'PreSync' });
    const commit = await stage.commit([
      { ...hook, metadata: { ...hook.metadata, namespace: name } },
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, annotations: { 'argocd.argoproj.io/sync-wave': '3' } },
      },
      settings('a'),
    ]);
    expect(commit.result.outcome).toBe('done');
    expect(commit.writes).toEqual([
      `apply Namespace/${name}`,
      'apply Job/migrate',
      'apply ConfigMap/a',
    ]);
  });

  it('is made ahead of the waves: a definition for an object of an earlier wave', async () => {
    await using stage = await openStage(theatre);
    const group = `${stage.namespace}.example.com`;
    const kind = definition(group, 'Thing');
    const late = {
      ...kind,
      metadata: { ...kind.metadata, annotations: { 'argocd.argoproj.io/sync-wave': '5' } },
    };
    const thing = {
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: settings('one', { wave: '-1' }).metadata,
    };
    const commit = await stage.commit([thing, late, settings('a')]);
    expect(commit.result.outcome).toBe('done');
    expect(commit.writes).toEqual([
      `apply CustomResourceDefinition/things.${group}`,
      'apply Thing/one',
      'apply ConfigMap/a',
    ]);
  });

  it('may be made by somebody else: SkipDryRunOnMissingResource waits until the kind is there', async () => {
    await using stage = await openStage(theatre);
    const group = `${stage.namespace}.example.com`;
    const { metadata } = settings('one', {
      wave: '1',
      options: 'SkipDryRunOnMissingResource=true',
    });
    const thing = {
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: { ...metadata, namespace: stage.namespace },
    };
    const installs = async () => {
      setTimeout(() => {
        void stage.cluster.apply(definition(group, 'Thing'), { fieldManager: 'somebody-else' });
      }, 700);
    };
    const commit = await stage.commit([settings('a'), thing], { between: installs });
    expect(commit.result.problems.map(formatProblem)).toEqual([]);
    expect(commit.writes).toEqual(['apply ConfigMap/a', 'apply Thing/one']);
  });

  it('is missing: without the option nothing is applied at all', async () => {
    await using stage = await openStage(theatre);
    const thing = { apiVersion: 'nobody.example.com/v1', kind: 'Thing', metadata: { name: 'one' } };
    const commit = await stage.commit([settings('a'), thing]);
    expect(commit.result.outcome).toBe('refused');
    expect(commit.writes).toEqual([]);
  });
});

describe('waves and health', () => {
  it('a wave begins only once the one before is healthy', async () => {
    await using stage = await openStage(theatre);
    const commit = await stage.commit(
      [deployment('web', {}, { ends: 'notReady' }), settings('late', { wave: '1' })],
      { target: { timeout: 1_500 } },
    );
    expect(commit.result).toMatchObject({ outcome: 'unhealthy', reached: 'Sync/wave 0/health' });
    expect(commit.writes).toEqual(['apply Deployment/web']);
  });

  it('a wave begins although the target does not ask for health at its end', async () => {
    await using stage = await openStage(theatre);
    const commit = await stage.commit(
      [deployment('web', { wave: '1' }, { ends: 'notReady' }), deployment('first')],
      { target: { wait: false } },
    );
    expect(commit.result.outcome).toBe('done');
    expect(commit.writes).toEqual(['apply Deployment/first', 'apply Deployment/web']);
  });

  it('the next attempt goes on with the wave that was not reached', async () => {
    await using stage = await openStage(theatre);
    const late = settings('late', { wave: '1' });
    const failing = [deployment('web', {}, { ends: 'notReady' }), late];
    await stage.commit(failing, { target: { timeout: 1_000 } });
    const commit = await stage.commit([deployment('web', {}, { image: '2' }), late]);
    expect(commit.result.outcome).toBe('done');
    expect(commit.writes).toEqual(['apply Deployment/web', 'apply ConfigMap/late']);
  });

  it('a write that fails stops the waves after it', async () => {
    await using stage = await openStage(theatre);
    const commit = await stage.commit([settings('a'), settings('late', { wave: '1' })], {
      apply: { cluster: refusing(stage.cluster, 'a') },
    });
    expect(commit.result).toMatchObject({
      outcome: 'failed',
      reached: 'Sync/wave 0/configuration',
    });
    expect(await stage.find('v1', 'ConfigMap', 'late')).toBeUndefined();
  });

  it('an object that is never healthy does not hold the waves where its health is ignored', async () => {
    await using stage = await openStage(theatre);
    const annotations = { 'argocd.argoproj.io/ignore-healthcheck': 'true' };
    const commit = await stage.commit([
      deployment('web', { annotations }, { ends: 'notReady' }),
      settings('late', { wave: '1' }),
    ]);
    expect(commit.result.outcome).toBe('done');
  });
});

describe('pruning', () => {
  const gone = (wishes: Readonly<Record<string, Wishes>>) =>
    Object.entries(wishes).map(([name, wish]) => settings(name, wish));

  it('goes through the waves in reverse', async () => {
    await using stage = await openStage(theatre);
    const all = gone({ a: { wave: '-1' }, b: {}, c: { wave: '2' } });
    await stage.commit([settings('keep'), ...all]);
    const { writes } = await stage.commit([settings('keep')]);
    expect(writes).toEqual(['delete ConfigMap/c', 'delete ConfigMap/b', 'delete ConfigMap/a']);
  });

  it('comes after everything else, whether PruneLast is asked for or not', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('old', { options: 'PruneLast=true' }), settings('other')]);
    const { writes } = await stage.commit([settings('new', { wave: '9' })]);
    expect(writes).toEqual([
      'apply ConfigMap/new',
      'delete ConfigMap/other',
      'delete ConfigMap/old',
    ]);
  });

  it('does not begin where a wave is not healthy', async () => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('old')]);
    const { result, writes } = await stage.commit([deployment('web', {}, { ends: 'notReady' })], {
      target: { timeout: 1_000 },
    });
    expect(result.outcome).toBe('unhealthy');
    expect(writes).toEqual(['apply Deployment/web']);
  });

  it.each(['Prune=false', 'Delete=false'])('leaves alone what says %s', async (options) => {
    await using stage = await openStage(theatre);
    await stage.commit([settings('keep'), settings('old', { options })]);
    const { writes } = await stage.commit([settings('keep')]);
    expect(writes).toEqual([]);
    expect(await stage.find('v1', 'ConfigMap', 'old')).toBeDefined();
  });

  it.each(['Prune=confirm', 'Delete=confirm'])(
    'asks where %s is set, and goes on once approved',
    async (options) => {
      await using stage = await openStage(theatre);
      await stage.commit([settings('keep'), settings('old', { options })]);
      const asking = await stage.commit([settings('keep')]);
      expect(asking.result.outcome).toBe('pruning-held');
      expect(asking.plan.approval.reasons).toEqual([
        `ConfigMap/${stage.namespace}/old asks for it (sync-options: ${options})`,
      ]);
      const approvals = new Set([asking.plan.digest]);
      const approved = await stage.commit([settings('keep')], { plan: { approvals } });
      expect(approved.writes).toEqual(['delete ConfigMap/old']);
    },
  );

  it('goes from dependents to what they depend on', async () => {
    await using stage = await openStage(theatre);
    const on = `/namespaces/${stage.namespace}/ConfigMap/z`;
    await stage.commit([settings('keep'), settings('z'), settings('a', { dependsOn: on })]);
    const { writes } = await stage.commit([settings('keep')]);
    expect(writes).toEqual(['delete ConfigMap/a', 'delete ConfigMap/z']);
  });
});

describe('options of cli-utils', () => {
  it('depends-on waits until what is named is healthy', async () => {
    await using stage = await openStage(theatre);
    const dependsOn = `apps/namespaces/${stage.namespace}/Deployment/web`;
    const { writes } = await stage.commit([settings('a', { dependsOn }), deployment('web')]);
    expect(writes).toEqual(['apply Deployment/web', 'apply ConfigMap/a']);
  });

  it('depends-on that goes round is refused, and the way round is shown', async () => {
    await using stage = await openStage(theatre);
    const on = (name: string) => `/namespaces/${stage.namespace}/ConfigMap/${name}`;
    const { result, writes } = await stage.commit([
      settings('a', { dependsOn: on('b') }),
      settings('b', { dependsOn: on('a') }),
    ]);
    expect(writes).toEqual([]);
    expect(result.problems.map(formatProblem)).toEqual([
      `objects.yaml:1:1: ConfigMap/${stage.namespace}/a: it waits for itself: ConfigMap/${stage.namespace}/a => ConfigMap/${stage.namespace}/b => ConfigMap/${stage.namespace}/a; remove one of the dependencies`,
    ]);
  });

  it('deletion: detach leaves the object when it leaves Git', async () => {
    await using stage = await openStage(theatre);
    const annotations = { 'client.lifecycle.config.k8s.io/deletion': 'detach' };
    await stage.commit([settings('keep'), settings('old', { annotations })]);
    const { writes } = await stage.commit([settings('keep')]);
    expect(writes).toEqual([]);
  });

  it('mutation: ignore leaves the object as it is', async () => {
    await using stage = await openStage(theatre);
    const annotations = { 'client.lifecycle.config.k8s.io/mutation': 'ignore' };
    const { writes } = await stage.commit([settings('a', { annotations }), settings('b')]);
    expect(writes).toEqual(['apply ConfigMap/b']);
  });
});

describe('health that a target asks for by name', () => {
  const check = (namespace: string, name: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace,
    name,
  });

  it('is waited for without waiting for everything', async () => {
    await using stage = await openStage(theatre);
    const target = { wait: false, timeout: 1_500, healthChecks: [check(stage.namespace, 'other')] };
    const commit = await stage.commit([deployment('web', {}, { ends: 'notReady' })], { target });
    expect(commit.result).toMatchObject({ outcome: 'unhealthy', reached: 'Sync/health checks' });
    expect(commit.result.unhealthy.map(({ id, message }) => [id.name, message])).toEqual([
      ['other', 'it does not exist'],
    ]);
  });

  it('may be that of an object of somebody else', async () => {
    await using stage = await openStage(theatre);
    const other = deployment('other');
    const foreign = { ...other, metadata: { ...other.metadata, namespace: stage.namespace } };
    await stage.cluster.apply(foreign, { fieldManager: 'somebody-else' });
    const target = { wait: false, healthChecks: [check(stage.namespace, 'other')] };
    const commit = await stage.commit([settings('a')], { target });
    expect(commit.result.outcome).toBe('done');
  });
});
