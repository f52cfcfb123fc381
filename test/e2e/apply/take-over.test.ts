import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { PlannedObject } from '../../../src/plan/plan.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap, statefulSet } from '../../support/objects.ts';
import { createDeployer, type Deployer, shortChanges } from './deployer.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

describe('objects that somebody else made', () => {
  let namespace: string;
  let deployer: Deployer;
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'takeover');
    deployer = createDeployer(inject('kubeconfig'), namespace, namespace);
  });
  afterAll(() => deployer.close());

  const apply = (object: Manifest) =>
    kubectl(['apply', '-n', namespace, '-f', '-'], JSON.stringify(object));
  const getJson = async (name: string): Promise<Manifest> =>
    JSON.parse(
      await kubectl(['get', name, '-n', namespace, '-o', 'json', '--show-managed-fields']),
    );
  const planned = async (objects: readonly Manifest[]): Promise<PlannedObject[]> => {
    const plan = await deployer.plan(objects, { target: { wait: false } });
    return plan.phases
      .flatMap(({ waves }) => waves)
      .flatMap(({ stages }) => stages)
      .flatMap((stage) => stage.objects);
  };

  describe('with kubectl apply', () => {
    it('shows the fields that go although only kubectl owned them', async () => {
      await apply(configMap('legacy', { kept: 'a', gone: 'b' }));
      const [object] = await planned([configMap('legacy', { kept: 'a' })]);
      expect(object?.reason).toBe(
        'it exists and is taken over; the fields of kubectl-client-side-apply become ours; 2 fields differ',
      );
      expect(object?.diff).toEqual([
        {
          path: ['metadata', 'labels'],
          before: undefined,
          after: { 'tidewatch.dev/target': namespace },
        },
        { path: ['data', 'gone'], before: 'b', after: undefined },
      ]);
    });

    it('removes them, and the copy kubectl kept', async () => {
      const { result } = await deployer.deploy([configMap('legacy', { kept: 'a' })]);
      expect(shortChanges(result)).toEqual(['configured ConfigMap legacy']);
      const live = await getJson('configmap/legacy');
      expect(live.data).toEqual({ kept: 'a' });
      expect(live.metadata.annotations).toBeUndefined();
      expect(live.metadata.managedFields).toMatchObject([
        { manager: 'tidewatch', operation: 'Apply' },
      ]);
    });

    it('then finds nothing to do', async () => {
      const { plan } = await deployer.deploy([configMap('legacy', { kept: 'a' })]);
      expect(plan.summary).toMatchObject({ update: 0, unchanged: 1 });
    });
  });

  it('changes nothing of a workload but who owns it, when Git says the same', async () => {
    await apply(statefulSet('workload'));
    const before = await getJson('statefulset/workload');
    const [object] = await planned([statefulSet('workload')]);
    expect(object?.diff.map(({ path }) => path)).toEqual([['metadata', 'labels']]);
    const { result } = await deployer.deploy([statefulSet('workload')], {
      target: { wait: false, prune: false },
    });
    expect(shortChanges(result)).toContain('configured StatefulSet workload');
    const after = await getJson('statefulset/workload');
    expect(after.spec).toEqual(before.spec);
    expect(after.metadata.generation).toBe(before.metadata.generation);
  });

  it('takes over from the operator before us, with everything it set', async () => {
    const made = statefulSet('operated', { podManagementPolicy: 'Parallel' });
    const annotations = { 'pingcap.com/last-applied-configuration': '{}' };
    const object = { ...made, metadata: { ...made.metadata, annotations } };
    const create = ['create', '-n', namespace, '--field-manager=tidb-controller-manager'];
    await kubectl([...create, '-f', '-'], JSON.stringify(object));
    await deployer.deploy([made], { target: { wait: false, prune: false } });
    const live = await getJson('statefulset/operated');
    expect(live.metadata.annotations).toBeUndefined();
    expect(live.metadata.generation).toBe(1);
  });

  it('leaves fields of other managers alone, whoever else lost theirs', async () => {
    await apply(configMap('shared', { ours: '1' }));
    await kubectl([
      'patch',
      'configmap/shared',
      '-n',
      namespace,
      '--field-manager=somebody',
      '--type=merge',
      '-p',
      JSON.stringify({ data: { theirs: '2' } }),
    ]);
    await deployer.deploy([configMap('shared', { ours: '1' })], { target: { prune: false } });
    expect((await getJson('configmap/shared')).data).toEqual({ ours: '1', theirs: '2' });
  });

  it('keeps what ssa: Merge asks to keep', async () => {
    await apply(configMap('merged', { ours: '1', old: '2' }));
    const annotations = { 'kustomize.toolkit.fluxcd.io/ssa': 'Merge' };
    const object = configMap('merged', { ours: '1' }, { annotations });
    await deployer.deploy([object], { target: { prune: false } });
    expect((await getJson('configmap/merged')).data).toEqual({ ours: '1', old: '2' });
    const { plan } = await deployer.deploy([object], { target: { prune: false } });
    expect(plan.summary).toMatchObject({ update: 0, unchanged: 1 });
  });
});
