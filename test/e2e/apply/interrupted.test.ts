import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Manifest } from '../../../src/model/manifest.ts';
import { readInventory } from '../../../src/plan/read-inventory.ts';
import { interrupted } from '../../support/interrupted-cluster.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap, ownedBy, secret } from '../../support/objects.ts';
import { createDeployer, type Deployer } from './deployer.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

/**
 * From `before` to `after`: creates, updates, deletes, takes over, an owner and
 * its child. The tests stop at each write, and once beyond the last.
 */
const before: readonly Manifest[] = [configMap('stays'), configMap('goes'), configMap('moves')];
const owner = configMap('owner');
const after: readonly Manifest[] = [
  configMap('stays'),
  configMap('moves', { key: 'new' }),
  owner,
  ownedBy(owner, configMap('child')),
  secret('new', { key: 'value' }),
  configMap('foreign', { ours: 'yes' }),
];
const options = { plan: { budget: { objects: 10, percent: 100 } } };
const undisturbedWrites = 9;

describe.each(['request', 'answer'] as const)('an apply whose %s is lost', (lost) => {
  let deployer: Deployer;
  let namespace: string;
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'interrupted');
    deployer = createDeployer(inject('kubeconfig'), namespace, namespace);
  });
  afterAll(() => deployer.close());

  const names = async () => {
    const names = await kubectl(['get', 'configmap,secret', '-n', namespace, '-o', 'name']);
    const own = `configmap/tidewatch-inventory-${namespace}`;
    return names
      .trim()
      .split('\n')
      .filter((name) => name !== own && !name.includes('kube-root'));
  };

  it.each(Array.from({ length: undisturbedWrites + 1 }, (_, index) => index + 1))(
    'at write %i leaves nothing that is not on record, and the next apply ends the work',
    async (lastWrite) => {
      await kubectl(['delete', 'configmap,secret', '--all', '-n', namespace, '--wait=true']);
      await deployer.deploy(before, options);
      const foreign = JSON.stringify(configMap('foreign', { theirs: 'old' }));
      await kubectl(['apply', '-n', namespace, '-f', '-'], foreign);

      const broken = interrupted(deployer.cluster, lastWrite, lost);
      const first = await deployer.deploy(after, {
        ...options,
        apply: { cluster: broken.cluster },
      });
      const { entries } = await readInventory(deployer.cluster, namespace, namespace);
      const onRecord = entries.map(({ id }) => `${id.kind.toLowerCase()}/${id.name}`);
      const made = (await names()).filter((name) => name !== 'configmap/foreign');
      expect(onRecord).toEqual(expect.arrayContaining(made));

      const second = await deployer.deploy(after, options);
      expect(second.result.outcome).toBe('done');
      expect(await names()).toEqual([
        'configmap/child',
        'configmap/foreign',
        'configmap/moves',
        'configmap/owner',
        'configmap/stays',
        'secret/new',
      ]);
      const third = await deployer.deploy(after, options);
      expect(third.plan.summary).toMatchObject({ create: 0, update: 0, prune: 0 });
      const ended = first.result.outcome === 'done';
      expect(ended).toBe(lastWrite > undisturbedWrites);
    },
  );
});
