import { describe, expect, it } from 'vitest';
import { explainPods } from '../../src/apply/explain-pods.ts';
import { formatLabelSelector } from '../../src/apply/label-selector.ts';
import { seen, startRun } from '../../src/apply/run.ts';
import type { JsonValue } from '../../src/model/json.ts';
import type { Manifest, ObjectMeta } from '../../src/model/manifest.ts';
import { objectIdOf } from '../../src/model/object-id.ts';
import type { Cluster, ListOptions } from '../../src/model/ports/cluster.ts';
import { ForbiddenError } from '../../src/model/ports/cluster-errors.ts';
import { fakeCluster } from '../support/fake-cluster.ts';
import { manualClock } from '../support/manual-clock.ts';
import { discovery, inventoryNamespace, ledger, planFor } from './planning.ts';

const selector = { matchLabels: { app: 'db' } };

function workload(kind: string, status: JsonValue = {}): Manifest {
  const metadata = { name: 'db', namespace: 'ns', uid: 'uid-db' };
  return { apiVersion: 'apps/v1', kind, metadata, spec: { selector }, status };
}

/** A pod that waits for an image named like itself, made at a minute. */
function pod(name: string, minute: number, labels: Record<string, string> = {}): Manifest {
  const creationTimestamp = `2030-01-01T00:0${minute}:00Z`;
  const waiting = { reason: 'ImagePullBackOff' };
  const containerStatuses = [{ name: 'main', state: { waiting } }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'ns', labels, creationTimestamp },
    status: { phase: 'Pending', containerStatuses },
  };
}

function ready(name: string, minute: number, labels: Record<string, string> = {}): Manifest {
  const conditions = [{ type: 'Ready', status: 'True' }];
  return { ...pod(name, minute, labels), status: { phase: 'Running', conditions } };
}

function replicaSet(hash: string, revision: string, more: Partial<ObjectMeta> = {}): Manifest {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'db', uid: 'uid-db' };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `db-${hash}`,
      namespace: 'ns',
      labels: { 'pod-template-hash': hash },
      annotations: { 'deployment.kubernetes.io/revision': revision },
      ownerReferences: [owner],
      ...more,
    },
  };
}

/** What is said of an unhealthy workload, and what was asked for to say it. */
async function explain(live: Manifest, objects: readonly Manifest[], forbidden = 'nothing') {
  const asked: ListOptions[] = [];
  const list: Cluster['list'] = async (options) => {
    asked.push(options);
    if (options.kind === forbidden) throw new ForbiddenError('no', { status: 403 });
    return { items: objects.filter(({ kind }) => kind === options.kind), resourceVersion: '1' };
  };
  const { cluster } = fakeCluster();
  const plan = await planFor(cluster, []);
  const context = { discovery, inventoryNamespace, ledger, clock: manualClock() };
  const run = startRun(plan, { ...context, cluster: { ...cluster, list } });
  seen(run, live);
  const unhealthy = { id: objectIdOf(live), status: 'InProgress', message: 'slow' } as const;
  const [explained] = await explainPods(run, [unhealthy]);
  return { asked, message: explained?.message };
}

const says = (name: string) => `slow; Pod/ns/${name}: main: ImagePullBackOff`;
const revision = (hash: string) => ({ 'controller-revision-hash': hash });
const template = (hash: string) => ({ 'pod-template-hash': hash });

describe('what the pods of an unhealthy workload say', () => {
  it('is asked of those that its selector selects', async () => {
    const { asked } = await explain(workload('DaemonSet'), []);
    expect(asked).toEqual([
      { apiVersion: 'v1', kind: 'Pod', namespace: 'ns', labelSelector: 'app=db' },
    ]);
  });

  it.each<[string, Manifest, readonly Manifest[], string]>([
    [
      'a pod of the newest revision of a StatefulSet',
      workload('StatefulSet', { updateRevision: 'new' }),
      [pod('db-0', 1, revision('new')), pod('db-1', 2, revision('old'))],
      'db-0',
    ],
    [
      'a pod of the old revision, where those of the new are well',
      workload('StatefulSet', { updateRevision: 'new' }),
      [ready('db-0', 2, revision('new')), pod('db-1', 1, revision('old'))],
      'db-1',
    ],
    [
      'a pod of the newest ReplicaSet of a Deployment, even after a rollback',
      workload('Deployment'),
      [
        pod('db-young', 3, template('b')),
        pod('db-old', 1, template('a')),
        replicaSet('b', '9'),
        replicaSet('a', '10'),
        replicaSet('c', '11', { ownerReferences: [] }),
      ],
      'db-old',
    ],
    [
      'the youngest pod, where no revision is known',
      workload('DaemonSet'),
      [pod('db-a', 1), pod('db-c', 2), pod('db-b', 2)],
      'db-b',
    ],
  ])('is what is said by %s', async (_what, live, objects, name) => {
    expect((await explain(live, objects)).message).toBe(says(name));
  });

  it('is what the youngest pod says where ReplicaSets cannot be read', async () => {
    const pods = [pod('db-a', 1, template('a')), pod('db-b', 2, template('b'))];
    const { message } = await explain(workload('Deployment'), pods, 'ReplicaSet');
    expect(message).toBe(says('db-b'));
  });

  it('takes no ReplicaSets where all pods are of one', async () => {
    const pods = [pod('db-a', 1, template('a')), pod('db-b', 2, template('a'))];
    const { asked } = await explain(workload('Deployment'), pods);
    expect(asked.map(({ kind }) => kind)).toEqual(['Pod']);
  });

  it('is left out where pods cannot be read', async () => {
    expect((await explain(workload('DaemonSet'), [], 'Pod')).message).toBe('slow');
  });
});

describe('a label selector', () => {
  const expression = (operator: string, values?: readonly string[]): JsonValue => ({
    matchExpressions: [{ key: 'tier', operator, ...(values === undefined ? {} : { values }) }],
  });

  it.each<[string | undefined, JsonValue | undefined]>([
    ['app=db,zone=a', { matchLabels: { app: 'db', zone: 'a' } }],
    ['tier in (a,b)', expression('In', ['a', 'b'])],
    ['tier notin (a)', expression('NotIn', ['a'])],
    ['tier', expression('Exists')],
    ['!tier', expression('DoesNotExist')],
    [undefined, expression('Like', ['a'])],
    [undefined, expression('In')],
    [undefined, { matchLabels: { app: 'db' }, matchExpressions: [{ operator: 'Exists' }] }],
    [undefined, {}],
    [undefined, undefined],
  ])('is written as %s', (text, written) => {
    expect(formatLabelSelector(written)).toBe(text);
  });

  it('asks for both of its forms at once', () => {
    const { matchLabels } = selector;
    const matchExpressions = [{ key: 'tier', operator: 'Exists' }];
    expect(formatLabelSelector({ matchLabels, matchExpressions })).toBe('app=db,tier');
  });
});
