import { describe, expect, it } from 'vitest';
import type { HealthRules } from '../../src/apply/health.ts';
import { healthOf, isPassive } from '../../src/apply/health-of.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';

function live(
  apiVersion: string,
  kind: string,
  rest: JsonObject = {},
  metadata: JsonObject = {},
): Manifest {
  return { apiVersion, kind, metadata: { name: 'a', ...metadata }, ...rest };
}

const condition = (type: string, status: string, reason = '', message = '') => ({
  type,
  status,
  reason,
  message,
});
const none: HealthRules = new Map();
const rollingUpdate = (partition: number) => ({
  type: 'RollingUpdate',
  rollingUpdate: { partition },
});
const available = [
  condition('Available', 'True'),
  condition('Progressing', 'True', 'NewReplicaSetAvailable'),
];
const deployed = {
  replicas: 2,
  updatedReplicas: 2,
  availableReplicas: 2,
  readyReplicas: 2,
  conditions: available,
};
const scheduled = {
  observedGeneration: 1,
  desiredNumberScheduled: 2,
  currentNumberScheduled: 2,
  updatedNumberScheduled: 2,
  numberAvailable: 2,
  numberReady: 2,
};
const set = {
  replicas: 2,
  readyReplicas: 2,
  updatedReplicas: 2,
  currentRevision: 'a',
  updateRevision: 'a',
};

const deployment = (
  status: JsonObject,
  spec: JsonObject = { replicas: 2, progressDeadlineSeconds: 600 },
) => live('apps/v1', 'Deployment', { spec, status });
const statefulSet = (status: JsonObject, spec: JsonObject = {}) =>
  live('apps/v1', 'StatefulSet', {
    spec: { replicas: 2, updateStrategy: rollingUpdate(0), ...spec },
    status,
  });
const daemonSet = (status: JsonObject) => live('apps/v1', 'DaemonSet', { status });
const replicaSet = (status: JsonObject) =>
  live('apps/v1', 'ReplicaSet', { spec: { replicas: 2 }, status });
const job = (status: JsonObject) => live('batch/v1', 'Job', { spec: { completions: 3 }, status });
const pod = (status: JsonObject) => live('v1', 'Pod', { status });
const claim = (status: JsonObject) => live('v1', 'PersistentVolumeClaim', { status });
const custom = (status: JsonObject, metadata: JsonObject = {}) =>
  live('example.com/v1', 'Widget', { status }, metadata);
const definition = (...conditions: JsonObject[]) =>
  live('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { status: { conditions } });
const service = (spec: JsonObject) => live('v1', 'Service', { spec });
const waiting = (reason: string, message?: string) => [
  { name: 'main', state: { waiting: { reason, message } } },
];

describe('the health of a live object', () => {
  it.each<[string, Manifest, string, string]>([
    ['a Deployment without pods', deployment({}), 'InProgress', '0 of 2 replicas exist'],
    [
      'a Deployment in the middle of an update',
      deployment({ ...deployed, updatedReplicas: 1 }),
      'InProgress',
      '1 of 2 replicas are updated',
    ],
    [
      'a Deployment with old pods',
      deployment({ ...deployed, replicas: 3 }),
      'InProgress',
      '1 old replicas are still there',
    ],
    [
      'a Deployment that is not available',
      deployment({ ...deployed, availableReplicas: 0 }),
      'InProgress',
      '0 of 2 replicas are available',
    ],
    [
      'a Deployment that is not ready',
      deployment({ ...deployed, readyReplicas: 1 }),
      'InProgress',
      '1 of 2 replicas are ready',
    ],
    [
      'a Deployment whose replica set is new',
      deployment({ ...deployed, conditions: [] }),
      'InProgress',
      'the new replica set is not available yet',
    ],
    [
      'a Deployment without the condition',
      deployment({
        ...deployed,
        conditions: [condition('Progressing', 'True', 'NewReplicaSetAvailable')],
      }),
      'InProgress',
      'it is not available yet',
    ],
    [
      'a Deployment beyond its deadline',
      deployment({
        conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'too slow')],
      }),
      'Failed',
      'the progress deadline is exceeded: too slow',
    ],
    ['a Deployment that is ready', deployment(deployed), 'Current', '2 of 2 replicas are ready'],
    [
      'a Deployment without a deadline',
      deployment({ ...deployed, conditions: [condition('Available', 'True')] }, { replicas: 2 }),
      'Current',
      '2 of 2 replicas are ready',
    ],
    ['a StatefulSet without pods', statefulSet({}), 'InProgress', '0 of 2 replicas exist'],
    [
      'a StatefulSet that is not ready',
      statefulSet({ ...set, readyReplicas: 1 }),
      'InProgress',
      '1 of 2 replicas are ready',
    ],
    [
      'a StatefulSet that scales down',
      statefulSet({ ...set, replicas: 3 }),
      'InProgress',
      '1 replicas too many are still there',
    ],
    [
      'a StatefulSet in the middle of an update',
      statefulSet({ ...set, updatedReplicas: 1, updateRevision: 'b' }),
      'InProgress',
      '1 of 2 replicas are updated',
    ],
    [
      'a StatefulSet whose update is nearly over',
      statefulSet({ ...set, updateRevision: 'b' }),
      'InProgress',
      'its controller has not ended the update yet',
    ],
    [
      'a StatefulSet short of its partition',
      statefulSet(
        { ...set, updatedReplicas: 0, updateRevision: 'b' },
        { updateStrategy: rollingUpdate(1) },
      ),
      'InProgress',
      '0 of 1 replicas beyond the partition are updated',
    ],
    [
      'a StatefulSet at its partition',
      statefulSet(
        { ...set, updatedReplicas: 1, updateRevision: 'b' },
        { updateStrategy: rollingUpdate(1) },
      ),
      'Current',
      '1 replicas beyond the partition are updated',
    ],
    [
      'a StatefulSet updated by hand',
      statefulSet({}, { updateStrategy: { type: 'OnDelete' } }),
      'Current',
      'its pods are updated by hand (OnDelete)',
    ],
    ['a StatefulSet that is ready', statefulSet(set), 'Current', '2 of 2 replicas are ready'],
    [
      'a StatefulSet of no pods',
      statefulSet({}, { replicas: 0 }),
      'Current',
      '0 of 0 replicas are ready',
    ],
    ['a DaemonSet that is new', daemonSet({}), 'InProgress', 'its controller has not seen it yet'],
    [
      'a DaemonSet on too few nodes',
      daemonSet({ ...scheduled, currentNumberScheduled: 1 }),
      'InProgress',
      '1 of 2 pods are scheduled',
    ],
    [
      'a DaemonSet with old pods',
      daemonSet({ ...scheduled, updatedNumberScheduled: 1 }),
      'InProgress',
      '1 of 2 pods are updated',
    ],
    [
      'a DaemonSet that is not available',
      daemonSet({ ...scheduled, numberAvailable: 1 }),
      'InProgress',
      '1 of 2 pods are available',
    ],
    [
      'a DaemonSet that is not ready',
      daemonSet({ ...scheduled, numberReady: 1 }),
      'InProgress',
      '1 of 2 pods are ready',
    ],
    ['a DaemonSet that is ready', daemonSet(scheduled), 'Current', '2 of 2 pods are ready'],
    [
      'a ReplicaSet that cannot make pods',
      replicaSet({ conditions: [condition('ReplicaFailure', 'True', '', 'quota')] }),
      'InProgress',
      'pods cannot be made: quota',
    ],
    ['a ReplicaSet without pods', replicaSet({}), 'InProgress', '0 of 2 replicas exist'],
    [
      'a ReplicaSet that is ready',
      replicaSet({ replicas: 2, fullyLabeledReplicas: 2, availableReplicas: 2, readyReplicas: 2 }),
      'Current',
      '2 of 2 replicas are ready',
    ],
    ['a Job that is new', job({}), 'InProgress', 'it has not started'],
    [
      'a Job that runs',
      job({ startTime: 'now', succeeded: 1 }),
      'InProgress',
      'it runs; 1 of 3 pods have succeeded',
    ],
    [
      'a Job that has completed',
      job({ conditions: [condition('Complete', 'True')] }),
      'Current',
      'it has completed',
    ],
    [
      'a Job that has failed',
      job({ conditions: [condition('Failed', 'True', '', 'backoff limit')] }),
      'Failed',
      'it failed: backoff limit',
    ],
    ['a Pod that has completed', pod({ phase: 'Succeeded' }), 'Current', 'it has completed'],
    ['a Pod that has failed', pod({ phase: 'Failed' }), 'Failed', 'it has failed'],
    [
      'a Pod that is ready',
      pod({ phase: 'Running', conditions: [condition('Ready', 'True')] }),
      'Current',
      'it is ready',
    ],
    [
      'a Pod that is not ready',
      pod({ phase: 'Running' }),
      'InProgress',
      'it runs but is not ready',
    ],
    [
      'a Pod in a crash loop',
      pod({ phase: 'Running', containerStatuses: waiting('CrashLoopBackOff') }),
      'Failed',
      'main: CrashLoopBackOff',
    ],
    [
      'a Pod without its image',
      pod({ phase: 'Pending', containerStatuses: waiting('ImagePullBackOff', 'not found') }),
      'InProgress',
      'main: ImagePullBackOff (not found)',
    ],
    [
      'a Pod whose containers are being made',
      pod({ phase: 'Pending', containerStatuses: waiting('ContainerCreating') }),
      'InProgress',
      'it is pending',
    ],
    [
      'a Pod without a node',
      pod({
        phase: 'Pending',
        conditions: [condition('PodScheduled', 'False', 'Unschedulable', 'no node')],
      }),
      'InProgress',
      'it cannot be scheduled: no node',
    ],
    [
      'a claim without a volume',
      claim({ phase: 'Pending' }),
      'InProgress',
      'it is not bound to a volume yet',
    ],
    ['a claim with a volume', claim({ phase: 'Bound' }), 'Current', 'it is bound'],
    ['a claim that has lost its volume', claim({ phase: 'Lost' }), 'Failed', 'its volume is lost'],
    [
      'a load balancer without an address',
      service({ type: 'LoadBalancer' }),
      'InProgress',
      'it has no address yet',
    ],
    [
      'a load balancer with an address',
      service({ type: 'LoadBalancer', clusterIP: '10.0.0.1' }),
      'Current',
      'it exists',
    ],
    ['any other Service', service({ clusterIP: 'None' }), 'Current', 'it exists'],
    ['a namespace that is new', live('v1', 'Namespace'), 'InProgress', 'it is not active yet'],
    [
      'a namespace that is active',
      live('v1', 'Namespace', { status: { phase: 'Active' } }),
      'Current',
      'it is active',
    ],
    [
      'a disruption budget',
      live('policy/v1', 'PodDisruptionBudget'),
      'Current',
      'it has been observed',
    ],
    ['a definition that is new', definition(), 'InProgress', 'it is not established yet'],
    [
      'a definition being installed',
      definition(condition('Established', 'False', 'Installing')),
      'InProgress',
      'it is not established yet',
    ],
    [
      'a definition that is established',
      definition(condition('NamesAccepted', 'True'), condition('Established', 'True')),
      'Current',
      'it is established',
    ],
    [
      'a definition whose names are taken',
      definition(condition('NamesAccepted', 'False', '', 'taken')),
      'Failed',
      'its names are not accepted: taken',
    ],
    [
      'a definition that cannot be established',
      definition(condition('Established', 'False', 'Broken', 'broken')),
      'Failed',
      'it is not established: broken',
    ],
    ['anything else', live('v1', 'ConfigMap'), 'Current', 'it exists'],
    [
      'a kind with conditions that is not ready',
      custom({ conditions: [condition('Ready', 'False', '', 'no')] }),
      'InProgress',
      'no',
    ],
    [
      'a kind with conditions that says nothing about it',
      custom({ conditions: [condition('Ready', 'Unknown')] }),
      'InProgress',
      'it is not ready',
    ],
    [
      'a kind with conditions that is ready',
      custom({ conditions: [condition('Ready', 'True')] }),
      'Current',
      'it exists',
    ],
    [
      'a kind that reconciles',
      custom({
        conditions: [condition('Ready', 'True'), condition('Reconciling', 'True', '', 'busy')],
      }),
      'InProgress',
      'busy',
    ],
    [
      'a kind that is stalled',
      custom({ conditions: [condition('Stalled', 'True', '', 'stuck')] }),
      'Failed',
      'stuck',
    ],
    [
      'an object whose last change nobody has seen',
      custom({ observedGeneration: 1 }, { generation: 2 }),
      'InProgress',
      'its controller has not seen the last change yet',
    ],
    [
      'an object that is being deleted',
      custom({}, { deletionTimestamp: 'now', finalizers: ['a', 'b'] }),
      'Terminating',
      'it is being deleted, and waits for a, b',
    ],
    [
      'an object that is nearly gone',
      custom({}, { deletionTimestamp: 'now' }),
      'Terminating',
      'it is being deleted',
    ],
  ])('%s', (_what, object, status, message) => {
    expect(healthOf(object, none)).toEqual({ status, message });
  });

  it('is what its own rule says, whatever its conditions say', () => {
    const rules: HealthRules = new Map([
      ['example.com/Widget', () => ({ status: 'Current', message: 'fine' })],
    ]);
    const stalled = custom(
      { conditions: [condition('Stalled', 'True')], observedGeneration: 1 },
      { generation: 2 },
    );
    expect(healthOf(stalled, rules)).toEqual({ status: 'Current', message: 'fine' });
  });
});

describe('kinds that are healthy by being there', () => {
  it.each([
    ['', 'ConfigMap', true],
    ['rbac.authorization.k8s.io', 'Role', true],
    ['', 'Service', false],
    ['apps', 'StatefulSet', false],
    ['example.com', 'ConfigMap', false],
  ])('group "%s", kind %s: %s', (group, kind, passive) => {
    expect(isPassive(group, kind, none)).toBe(passive);
  });

  it('are looked at when there is a rule for them', () => {
    const rules: HealthRules = new Map([['/ConfigMap', () => ({ status: 'Failed', message: '' })]]);
    expect(isPassive('', 'ConfigMap', rules)).toBe(false);
  });
});
