import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { formatProblem } from '../../../src/model/errors.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap, ownedBy, secret } from '../../support/objects.ts';
import { createDeployer, type Deployer, shortChanges } from './deployer.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));
const anything = { plan: { budget: { objects: 100, percent: 100 } } };

describe('objects that left Git', () => {
  let namespace: string;
  let deployer: Deployer;
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'prune');
    deployer = createDeployer(inject('kubeconfig'), namespace, namespace);
  });
  afterAll(() => deployer.close());

  const run = (...args: string[]) => kubectl([...args, '-n', namespace]);
  const exists = async (name: string) =>
    (await run('get', name, '--ignore-not-found', '-o', 'name')).trim() === name;

  it.each([
    ['kustomize.toolkit.fluxcd.io/prune', 'disabled'],
    ['kustomize.toolkit.fluxcd.io/reconcile', 'disabled'],
    ['argocd.argoproj.io/sync-options', 'Prune=false'],
    ['argocd.argoproj.io/sync-options', 'Force=true, Delete=false'],
    ['client.lifecycle.config.k8s.io/deletion', 'detach'],
  ])('stay when somebody has annotated them with %s: %s', async (annotation, value) => {
    await deployer.deploy([configMap('keep'), configMap('annotated')], anything);
    await run('annotate', 'configmap/annotated', `${annotation}=${value}`);
    const { plan, result } = await deployer.deploy([configMap('keep')], anything);
    expect(result.outcome).toBe('done');
    expect(plan.skips.map(({ reason }) => reason.code)).toEqual(['PRUNE_DISABLED']);
    expect(await exists('configmap/annotated')).toBe(true);
    await run('delete', 'configmap/annotated');
  });

  it('wait for approval when they ask for it themselves', async () => {
    const annotations = { 'argocd.argoproj.io/sync-options': 'Prune=confirm' };
    await deployer.deploy([configMap('keep'), configMap('asking', {}, { annotations })], anything);
    const { plan, result } = await deployer.deploy([configMap('keep')], anything);
    expect(result.outcome).toBe('pruning-held');
    expect(plan.approval.reasons).toEqual([
      `ConfigMap/${namespace}/asking asks for it (sync-options: Prune=confirm)`,
    ]);
    const approvals = new Set([plan.digest]);
    const approved = await deployer.deploy([configMap('keep')], {
      plan: { ...anything.plan, approvals },
    });
    expect(shortChanges(approved.result)).toContain('deleted ConfigMap asking');
  });

  it('stay when they are not the ones this target made', async () => {
    await deployer.deploy([configMap('keep'), configMap('replaced')], anything);
    await run('delete', 'configmap/replaced');
    const labels = { 'tidewatch.dev/target': namespace };
    await kubectl(
      ['create', '-n', namespace, '-f', '-'],
      JSON.stringify(configMap('replaced', {}, { labels })),
    );
    const { plan } = await deployer.deploy([configMap('keep')], anything);
    expect(plan.skips.map(({ reason }) => reason)).toEqual([
      { code: 'NOT_OURS', text: 'somebody has deleted it and made another one of that name' },
    ]);
    expect(await exists('configmap/replaced')).toBe(true);
    const next = await deployer.plan([configMap('keep')], anything);
    expect(next.skips).toEqual([]);
  });

  it('stay when they are Secrets that were there before', async () => {
    await kubectl(
      ['create', '-n', namespace, '-f', '-'],
      JSON.stringify(secret('theirs', { a: 'b' })),
    );
    await deployer.deploy(
      [configMap('keep'), secret('theirs', { a: 'b' }), secret('ours', { a: 'b' })],
      anything,
    );
    const { plan, result } = await deployer.deploy([configMap('keep')], anything);
    expect(shortChanges(result)).toEqual([
      'deleted Secret ours',
      'skipped Secret theirs',
      'unchanged ConfigMap keep',
    ]);
    expect(plan.skips.map(({ reason }) => reason.text)).toEqual([
      'it was there before this target; delete it by hand once nothing needs it',
    ]);
  });

  it('do not take with them what merely names them as owner', async () => {
    const parent = configMap('parent');
    await deployer.deploy(
      [configMap('keep'), parent, ownedBy(parent, configMap('child'))],
      anything,
    );
    const uid = await run('get', 'configmap/parent', '-o', 'jsonpath={.metadata.uid}');
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'parent', uid };
    const foreign = configMap('foreign', {}, { ownerReferences: [reference] });
    await kubectl(['create', '-n', namespace, '-f', '-'], JSON.stringify(foreign));
    const { result } = await deployer.deploy([configMap('keep')], anything);
    expect(shortChanges(result)).toEqual(
      expect.arrayContaining(['deleted ConfigMap child', 'deleted ConfigMap parent']),
    );
    expect(await exists('configmap/parent')).toBe(false);
    const owners = await run(
      'get',
      'configmap/foreign',
      '-o',
      'jsonpath={.metadata.ownerReferences}',
    );
    expect(owners).toBe('');
  });

  it('are not deleted when they changed after the plan was made', async () => {
    await deployer.deploy([configMap('keep'), configMap('raced')], anything);
    await deployer.deploy([configMap('keep')], {
      ...anything,
      apply: {
        cluster: {
          ...deployer.cluster,
          delete: async (reference, options) => {
            await run('annotate', 'configmap/raced', 'argocd.argoproj.io/sync-options=Prune=false');
            return deployer.cluster.delete(reference, options);
          },
        },
      },
    });
    expect(await exists('configmap/raced')).toBe(true);
  });
});

describe('objects that move', () => {
  let namespace: string;
  let old: Deployer;
  let fresh: Deployer;
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'moves');
    old = createDeployer(inject('kubeconfig'), namespace, `${namespace}-old`);
    fresh = createDeployer(inject('kubeconfig'), namespace, `${namespace}-new`);
  });
  afterAll(async () => {
    await old.close();
    await fresh.close();
  });

  const objects: readonly Manifest[] = [configMap('a'), configMap('b'), secret('c', { k: 'v' })];
  const uids = () => {
    const given = ['configmap/a', 'configmap/b', 'secret/c', '-n', namespace];
    return kubectl(['get', ...given, '-o', 'jsonpath={..uid}']);
  };
  const names = () => [`${namespace}-old`, `${namespace}-new`] as const;

  it('are not taken from a target that still exists', async () => {
    await old.deploy(objects);
    const plan = await fresh.plan([configMap('a')], { plan: { goneTargets: new Set() } });
    expect(plan.problems.map(formatProblem)).toEqual([
      `objects.yaml:1:1: ConfigMap/${namespace}/a: the target "${namespace}-old" has the same object; let only one of the two targets produce it, or take the label tidewatch.dev/target off the object if that target is no more`,
    ]);
  });

  it('go with a renamed target, and nothing is deleted', async () => {
    const before = await uids();
    const { result } = await fresh.deploy(objects, {
      plan: { goneTargets: new Set([names()[0]]) },
    });
    expect(shortChanges(result)).toEqual([
      'configured ConfigMap a',
      'configured ConfigMap b',
      'configured Secret c',
    ]);
    const farewell = await old.deploy([], {
      plan: { retire: true, goneTargets: new Set([names()[0]]) },
    });
    expect(farewell.plan.prunes).toEqual([]);
    expect(farewell.plan.skips.map(({ reason }) => reason.code)).toEqual([
      'MOVED',
      'MOVED',
      'MOVED',
    ]);
    expect(farewell.result.outcome).toBe('done');
    expect(await uids()).toBe(before);
    const records = await kubectl([
      'get',
      'configmap',
      '-n',
      namespace,
      '-l',
      'tidewatch.dev/inventory',
      '-o',
      'name',
    ]);
    expect(records.trim()).toBe(`configmap/tidewatch-inventory-${namespace}-new`);
  });

  it('go from one target to another in one commit, whichever comes first', async () => {
    const [first, second] = names();
    const wants = new Map([
      [first, new Set([`/ConfigMap/${namespace}/a`])],
      [second, new Set([`/ConfigMap/${namespace}/b`, `/Secret/${namespace}/c`])],
    ]);
    const plan = { ...anything.plan, goneTargets: new Set<string>(), wants };
    const before = await uids();
    const left = await fresh.deploy(objects.slice(1), { plan });
    expect(left.plan.skips.map(({ reason }) => reason.text)).toEqual([
      `the target "${first}" takes it over`,
    ]);
    await old.deploy(objects.slice(0, 1), { plan });
    expect(await uids()).toBe(before);
  });
});
