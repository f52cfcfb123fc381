import { expect, it } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import { anObject, type OpenEmbedded, openEmbedded } from './open-embedded.ts';

const owner = anObject('v1', 'ConfigMap', 'owner');

/** An object that the owner owns. */
async function dependent(open: OpenEmbedded, blocks = true): Promise<Manifest> {
  const live = await open.find('v1', 'ConfigMap', 'owner');
  const reference = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: 'owner',
    // Where there is no owner, the UID of one that never was.
    uid: live?.metadata.uid ?? '00000000-0000-0000-0000-000000000001',
    blockOwnerDeletion: blocks,
  };
  return anObject('v1', 'ConfigMap', 'dependent', {}, { ownerReferences: [reference] });
}

it('dependents follow their owner', async () => {
  await using open = await openEmbedded();
  await open.apply(owner);
  await open.apply(await dependent(open));
  await open.remove(owner, 'Background');
  expect(await open.names('v1', 'ConfigMap')).toEqual([]);
});

it('an object whose owner never was is deleted', async () => {
  await using open = await openEmbedded();
  await open.apply(await dependent(open));
  expect(await open.names('v1', 'ConfigMap')).toEqual([]);
});

it('a deletion in the foreground waits for dependents that block it', async () => {
  await using open = await openEmbedded();
  await open.apply(owner);
  const held = await dependent(open);
  await open.apply({ ...held, metadata: { ...held.metadata, finalizers: ['example.com/hold'] } });
  await open.remove(owner, 'Foreground');
  expect(await open.names('v1', 'ConfigMap')).toEqual(['dependent', 'owner']);
  await open.patch(held, { metadata: { finalizers: null } });
  expect(await open.names('v1', 'ConfigMap')).toEqual([]);
});

it('orphaned dependents stay, and lose their owner', async () => {
  await using open = await openEmbedded();
  await open.apply(owner);
  await open.apply(await dependent(open));
  await open.remove(owner, 'Orphan');
  const left = await open.find('v1', 'ConfigMap', 'dependent');
  expect(left?.metadata.ownerReferences).toBe(undefined);
  expect(await open.names('v1', 'ConfigMap')).toEqual(['dependent']);
});

it('a namespace takes everything in it along', async () => {
  await using open = await openEmbedded();
  const namespace = anObject('v1', 'Namespace', 'gone');
  const inside = { ...anObject('v1', 'Secret', 's'), metadata: { name: 's', namespace: 'gone' } };
  await open.apply(namespace);
  await open.apply(inside);
  await open.remove(namespace);
  expect(await open.names('v1', 'Secret')).toEqual([]);
  expect(await open.names('v1', 'Namespace')).not.toContain('gone');
});

it('a namespace waits for finalizers of what is in it', async () => {
  await using open = await openEmbedded();
  const namespace = anObject('v1', 'Namespace', 'gone');
  const metadata = { name: 's', namespace: 'gone', finalizers: ['example.com/hold'] };
  await open.apply(namespace);
  await open.apply({ apiVersion: 'v1', kind: 'Secret', metadata });
  await open.remove(namespace);
  const waiting = await open.find('v1', 'Namespace', 'gone');
  expect(waiting?.status).toEqual({ phase: 'Terminating' });
  const patch = { type: 'merge', document: { metadata: { finalizers: null } } } as const;
  const reference = { apiVersion: 'v1', kind: 'Secret', namespace: 'gone', name: 's' };
  await open.cluster.patch(reference, patch, { fieldManager: 'test' });
  await open.embedded.settled();
  expect(await open.find('v1', 'Namespace', 'gone')).toBe(undefined);
});

it('every namespace has a service account of its own', async () => {
  await using open = await openEmbedded();
  await open.apply(anObject('v1', 'Namespace', 'new'));
  const { items } = await open.cluster.list({ apiVersion: 'v1', kind: 'ServiceAccount' });
  const places = items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  expect(places).toContain('new/default');
});

it('a definition takes its objects along', async () => {
  await using open = await openEmbedded();
  const definition = anObject(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    'things.example.com',
    {
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'things', kind: 'Thing' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
        ],
      },
    },
  );
  await open.apply(definition);
  await open.apply(anObject('example.com/v1', 'Thing', 't'));
  await open.remove(definition);
  expect(await open.names('apiextensions.k8s.io/v1', 'CustomResourceDefinition')).toEqual([]);
  await open.apply(definition);
  expect(await open.names('example.com/v1', 'Thing')).toEqual([]);
});
