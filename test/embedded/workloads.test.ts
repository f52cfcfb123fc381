import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import { anObject, openEmbedded } from './open-embedded.ts';

const template = (image = 'i:1', metadata: JsonObject = {}, pod: JsonObject = {}): JsonObject => ({
  metadata: { labels: { app: 'web' }, ...metadata },
  spec: { containers: [{ name: 'c', image }], ...pod },
});
const selector = { matchLabels: { app: 'web' } };
const deployment = (spec: JsonObject = {}) =>
  anObject('apps/v1', 'Deployment', 'web', {
    spec: { replicas: 2, selector, template: template(), ...spec },
  });
const statefulSet = (spec: JsonObject = {}) =>
  anObject('apps/v1', 'StatefulSet', 'db', {
    spec: { replicas: 2, serviceName: 'db', selector, template: template(), ...spec },
  });
const job = (spec: JsonObject = {}, annotations: JsonObject = {}) =>
  anObject('batch/v1', 'Job', 'once', {
    spec: {
      template: template('i:1', { annotations }, { restartPolicy: 'Never' }),
      ...spec,
    },
  });

it('a Deployment becomes available once its Pods had their time to start', async () => {
  await using open = await openEmbedded({ podStartup: 5000 });
  await open.apply(deployment());
  const before = await open.find('apps/v1', 'Deployment', 'web');
  expect(before?.status).toMatchObject({ replicas: 2, unavailableReplicas: 2 });
  await open.advance(4999);
  expect(
    valueAt(await open.find('apps/v1', 'Deployment', 'web'), ['status', 'readyReplicas']),
  ).toBe(undefined);
  await open.advance(1);
  const after = await open.find('apps/v1', 'Deployment', 'web');
  expect(after?.status).toMatchObject({
    observedGeneration: 1,
    replicas: 2,
    updatedReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
  });
  expect(after?.status).not.toHaveProperty('unavailableReplicas');
});

it('a Deployment keeps its old Pods until the new ones are ready', async () => {
  await using open = await openEmbedded({ podStartup: 1000 });
  await open.apply(deployment());
  await open.advance(1000);
  const old = await open.names('v1', 'Pod');
  await open.apply(deployment({ template: template('i:2') }));
  expect(await open.names('v1', 'Pod')).toHaveLength(4);
  await open.advance(1000);
  const left = await open.names('v1', 'Pod');
  expect(left).toHaveLength(2);
  expect(left.filter((name) => old.includes(name))).toEqual([]);
});

it('a Deployment that recreates its Pods stops the old ones first', async () => {
  await using open = await openEmbedded({ podStartup: 1000 });
  await open.apply(deployment({ strategy: { type: 'Recreate' } }));
  await open.advance(1000);
  await open.apply(deployment({ strategy: { type: 'Recreate' }, template: template('i:2') }));
  const { items } = await open.cluster.list({ apiVersion: 'v1', kind: 'Pod' });
  const images = items.map((pod) => valueAt(pod, ['spec', 'containers', 0, 'image']));
  expect(images).toEqual(['i:2', 'i:2']);
});

it('a StatefulSet starts its Pods in order, each after the one before is ready', async () => {
  await using open = await openEmbedded({ podStartup: 1000 });
  await open.apply(statefulSet());
  expect(await open.names('v1', 'Pod')).toEqual(['db-0']);
  await open.advance(1000);
  expect(await open.names('v1', 'Pod')).toEqual(['db-0', 'db-1']);
  await open.advance(1000);
  const set = await open.find('apps/v1', 'StatefulSet', 'db');
  expect(set?.status).toMatchObject({ replicas: 2, readyReplicas: 2, updatedReplicas: 2 });
});

it('a StatefulSet replaces its Pods from the last to the first', async () => {
  await using open = await openEmbedded({ podStartup: 1000 });
  await open.apply(statefulSet());
  await open.advance(1000);
  await open.advance(1000);
  await open.apply(statefulSet({ template: template('i:2') }));
  const imageOf = async (name: string) =>
    valueAt(await open.find('v1', 'Pod', name), ['spec', 'containers', 0, 'image']);
  expect([await imageOf('db-0'), await imageOf('db-1')]).toEqual(['i:1', 'i:2']);
  await open.advance(1000);
  expect([await imageOf('db-0'), await imageOf('db-1')]).toEqual(['i:2', 'i:2']);
});

it('a StatefulSet makes a claim for each Pod, and keeps the claims when it goes', async () => {
  await using open = await openEmbedded();
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  await open.apply(statefulSet({ volumeClaimTemplates: [{ metadata: { name: 'data' }, spec }] }));
  expect(await open.names('v1', 'PersistentVolumeClaim')).toEqual(['data-db-0', 'data-db-1']);
  const claim = await open.find('v1', 'PersistentVolumeClaim', 'data-db-0');
  expect(claim?.status).toMatchObject({ phase: 'Bound', capacity: { storage: '1Gi' } });
  await open.remove(statefulSet());
  expect(await open.names('v1', 'Pod')).toEqual([]);
  expect(await open.names('v1', 'PersistentVolumeClaim')).toEqual(['data-db-0', 'data-db-1']);
});

it('a Job completes', async () => {
  await using open = await openEmbedded();
  await open.apply(job());
  const found = await open.find('batch/v1', 'Job', 'once');
  expect(found?.status).toMatchObject({
    succeeded: 1,
    startTime: '2030-01-01T00:00:00Z',
    completionTime: '2030-01-01T00:00:00Z',
    conditions: [
      { type: 'SuccessCriteriaMet', status: 'True' },
      { type: 'Complete', status: 'True' },
    ],
  });
});

it('a Job whose Pods are told to fail runs out of tries', async () => {
  await using open = await openEmbedded();
  await open.apply(job({ backoffLimit: 2 }, { 'embedded.tidewatch.dev/outcome': 'failed' }));
  const found = await open.find('batch/v1', 'Job', 'once');
  expect(found?.status).toMatchObject({
    failed: 3,
    conditions: [
      { type: 'FailureTarget', reason: 'BackoffLimitExceeded' },
      { type: 'Failed', reason: 'BackoffLimitExceeded' },
    ],
  });
});

it('a finished Job goes when its time to live is over', async () => {
  await using open = await openEmbedded();
  await open.apply(job({ ttlSecondsAfterFinished: 60 }));
  await open.advance(59_000);
  expect(await open.names('batch/v1', 'Job')).toEqual(['once']);
  await open.advance(1000);
  expect(await open.names('batch/v1', 'Job')).toEqual([]);
  expect(await open.names('v1', 'Pod')).toEqual([]);
});

it('what becomes of Pods can be decided for all of them', async () => {
  await using open = await openEmbedded({ podOutcome: () => 'notReady' });
  await open.apply(deployment());
  const found = await open.find('apps/v1', 'Deployment', 'web');
  expect(valueAt(found, ['status', 'conditions', 0])).toMatchObject({
    type: 'Available',
    status: 'False',
    reason: 'MinimumReplicasUnavailable',
  });
});

it('a StatefulSet takes Pods of its name that a deleted one has left behind', async () => {
  await using open = await openEmbedded();
  await open.apply(statefulSet());
  const before = await open.find('v1', 'Pod', 'db-0');
  await open.remove(statefulSet(), 'Orphan');
  expect(await open.names('v1', 'Pod')).toEqual(['db-0', 'db-1']);
  await open.apply(statefulSet({ serviceName: 'other' }));
  const after = await open.find('v1', 'Pod', 'db-0');
  const set = await open.find('apps/v1', 'StatefulSet', 'db');
  expect(after?.metadata.uid).toBe(before?.metadata.uid);
  expect(after?.metadata.ownerReferences?.map(({ uid }) => uid)).toEqual([set?.metadata.uid]);
});
