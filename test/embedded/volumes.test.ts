import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import { anObject, type OpenEmbedded, openEmbedded } from './open-embedded.ts';

const volume = (name: string, spec: JsonObject = {}) =>
  anObject('v1', 'PersistentVolume', name, {
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '2Gi' },
      hostPath: { path: '/x' },
      storageClassName: 'manual',
      ...spec,
    },
  });
const claim = (name = 'data', spec: JsonObject = {}) =>
  anObject('v1', 'PersistentVolumeClaim', name, {
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: 'manual',
      ...spec,
    },
  });

const phaseOf = async (open: OpenEmbedded, kind: string, name: string) =>
  valueAt(await open.find('v1', kind, name), ['status', 'phase']);

it('a claim gets the smallest volume that fits', async () => {
  await using open = await openEmbedded();
  const small = volume('small', { capacity: { storage: '500Mi' } });
  await open.apply(small, volume('large', { capacity: { storage: '5Gi' } }), volume('right'));
  await open.apply(claim());
  const bound = await open.find('v1', 'PersistentVolumeClaim', 'data');
  expect(bound?.spec).toMatchObject({ volumeName: 'right' });
  expect(bound?.status).toMatchObject({ phase: 'Bound', capacity: { storage: '2Gi' } });
  const taken = await open.find('v1', 'PersistentVolume', 'right');
  expect(valueAt(taken, ['spec', 'claimRef'])).toMatchObject({
    kind: 'PersistentVolumeClaim',
    namespace: 'default',
    name: 'data',
    uid: bound?.metadata.uid,
  });
  expect(await phaseOf(open, 'PersistentVolume', 'large')).toBe('Available');
});

it('a claim waits until a volume fits', async () => {
  await using open = await openEmbedded();
  await open.apply(claim());
  expect(await phaseOf(open, 'PersistentVolumeClaim', 'data')).toBe('Pending');
  await open.apply(volume('late'));
  expect(await phaseOf(open, 'PersistentVolumeClaim', 'data')).toBe('Bound');
});

it('a volume that is retained is released, and bound again once its claim is forgotten', async () => {
  await using open = await openEmbedded();
  await open.apply(volume('kept'), claim());
  await open.remove(claim());
  expect(await phaseOf(open, 'PersistentVolume', 'kept')).toBe('Released');
  await open.apply(claim('other'));
  expect(await phaseOf(open, 'PersistentVolumeClaim', 'other')).toBe('Pending');
  await open.patch(volume('kept'), {
    spec: { claimRef: { name: 'other', uid: null, resourceVersion: null } },
  });
  expect(await phaseOf(open, 'PersistentVolumeClaim', 'other')).toBe('Bound');
  expect(await phaseOf(open, 'PersistentVolume', 'kept')).toBe('Bound');
});

it('a volume reserved by name goes to that claim alone', async () => {
  await using open = await openEmbedded();
  await open.apply(volume('reserved', { claimRef: { namespace: 'default', name: 'mine' } }));
  await open.apply(claim('other'));
  expect(await phaseOf(open, 'PersistentVolumeClaim', 'other')).toBe('Pending');
  await open.apply(claim('mine'));
  expect(await phaseOf(open, 'PersistentVolumeClaim', 'mine')).toBe('Bound');
});

it('volumes are made up for claims of the default class, and go with them', async () => {
  await using open = await openEmbedded();
  const { storageClassName: _, ...spec } = claim().spec as JsonObject;
  await open.apply({ ...claim(), spec });
  const bound = await open.find('v1', 'PersistentVolumeClaim', 'data');
  expect(bound?.spec).toMatchObject({ storageClassName: 'standard' });
  expect(await open.names('v1', 'PersistentVolume')).toEqual([`pvc-${bound?.metadata.uid}`]);
  await open.remove(claim());
  expect(await open.names('v1', 'PersistentVolume')).toEqual([]);
});

it('a volume that is to be kept stays when its claim goes', async () => {
  await using open = await openEmbedded();
  const { storageClassName: _, ...spec } = claim().spec as JsonObject;
  await open.apply({ ...claim(), spec });
  const [name = ''] = await open.names('v1', 'PersistentVolume');
  await open.patch(volume(name), { spec: { persistentVolumeReclaimPolicy: 'Retain' } });
  await open.remove(claim());
  expect(await phaseOf(open, 'PersistentVolume', name)).toBe('Released');
});

it('a claim in use stays until its Pod is gone', async () => {
  await using open = await openEmbedded();
  await open.apply(volume('v'), claim());
  const pod = anObject('v1', 'Pod', 'user', {
    spec: {
      containers: [{ name: 'c', image: 'i' }],
      volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }],
    },
  });
  await open.apply(pod);
  await open.remove(claim());
  const held = await open.find('v1', 'PersistentVolumeClaim', 'data');
  expect(held?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  await open.remove(pod);
  expect(await open.find('v1', 'PersistentVolumeClaim', 'data')).toBe(undefined);
});

it('a bound volume is not deleted before its claim', async () => {
  await using open = await openEmbedded();
  await open.apply(volume('v'), claim());
  await open.remove(volume('v'));
  expect(await open.names('v1', 'PersistentVolume')).toEqual(['v']);
  await open.remove(claim());
  expect(await open.names('v1', 'PersistentVolume')).toEqual([]);
});

it('a claim whose volume was taken away is lost', async () => {
  await using open = await openEmbedded();
  await open.apply(volume('v'), claim());
  await open.patch(volume('v'), { metadata: { finalizers: null } });
  await open.remove(volume('v'));
  expect(await phaseOf(open, 'PersistentVolumeClaim', 'data')).toBe('Lost');
});

it('a claim of the built-in class grows, and its volume with it', async () => {
  await using open = await openEmbedded();
  const grown = (storage: string) =>
    anObject('v1', 'PersistentVolumeClaim', 'growing', {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
    });
  await open.apply(grown('1Gi'));
  await open.apply(grown('2Gi'));
  const found = await open.find('v1', 'PersistentVolumeClaim', 'growing');
  expect(found?.status).toMatchObject({ phase: 'Bound', capacity: { storage: '2Gi' } });
});

it('an object of the whole cluster outlives an owner in a namespace', async () => {
  await using open = await openEmbedded();
  const owner = anObject('v1', 'ConfigMap', 'owner');
  await open.apply(owner);
  const { uid } = (await open.find('v1', 'ConfigMap', 'owner'))?.metadata ?? {};
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: uid ?? '' }];
  const owned = volume('owned');
  await open.apply({ ...owned, metadata: { ...owned.metadata, ownerReferences } });
  await open.remove(owner);
  expect(await open.names('v1', 'PersistentVolume')).toEqual(['owned']);
});
