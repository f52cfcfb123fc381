import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { objectKey } from '../../src/model/object-id.ts';
import { tidbMonitorHealth } from '../../src/monitor/health.ts';
import { decode } from '../../src/monitor/schema/decode.ts';
import { statusSchema } from '../../src/monitor/schema/status.ts';
import { type ReconcileProgress, statusOf } from '../../src/monitor/status.ts';
import { expansionOf, listOf } from './support/expansion.ts';
import { clusterText, documents, monitorText } from './support/monitor-text.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

const PROGRESS: ReconcileProgress = {
  target: 'production',
  revision: 'main@sha1:0123',
  phase: 'Done',
  failure: undefined,
  now: NOW,
};

const FULL = documents(
  monitorText('  shards: 2\n  replicas: 2\n  grafana: {}\n  persistent: true\n  storage: 10Gi\n'),
  clusterText(),
);

function statefulSet(name: string, status: JsonObject, generation = 1): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: 'demo', generation },
    status,
  };
}

const READY = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, observedGeneration: 1 };

function status(
  workloads: readonly Manifest[],
  options: { progress?: Partial<ReconcileProgress>; before?: JsonObject; text?: string } = {},
): JsonObject {
  const { objects, monitors } = expansionOf(options.text ?? FULL);
  const [monitor] = objects;
  const [summary] = monitors;
  if (monitor === undefined || summary === undefined) throw new Error('no TidbMonitor');
  const { manifest } = monitor;
  const live = {
    ...manifest,
    metadata: { ...manifest.metadata, generation: 7 },
    status: options.before,
  };
  const byKey = new Map(
    workloads.map((workload) => [
      objectKey({
        group: 'apps',
        kind: 'StatefulSet',
        namespace: 'demo',
        name: workload.metadata.name,
      }),
      workload,
    ]),
  );
  return statusOf(live, summary, byKey, { ...PROGRESS, ...options.progress });
}

function conditionOf(from: JsonObject, type: string): JsonObject {
  const found = listOf(from.conditions)
    .filter(isJsonObject)
    .find((one) => one.type === type);
  if (found === undefined) throw new Error(`no condition ${type}`);
  return found;
}

const ALL_READY = [
  statefulSet('basic-monitor', READY),
  statefulSet('basic-monitor-shard-1', READY),
];

describe('the status of a TidbMonitor', () => {
  it('says what runs, in the words of the columns', () => {
    const { conditions: _, statefulSet: first, ...rest } = status(ALL_READY);
    expect(rest).toEqual({
      observedGeneration: 7,
      target: 'production',
      revision: 'main@sha1:0123',
      phase: 'Done',
      replicas: 4,
      readyReplicas: 4,
      ready: '4/4',
      shards: 2,
      clusters: 1,
      prometheusVersion: 'v2.49.1',
      grafanaVersion: '7.5.17',
      storage: '10Gi',
    });
    expect(first).toEqual(READY);
  });

  it('says whether the pods are ours', () => {
    expect(conditionOf(status(ALL_READY), 'PodsRenewed')).toMatchObject({
      status: 'True',
      reason: 'Own',
    });
  });

  it('says what PD shows and whether volumes are kept, where somebody looks after that', () => {
    expect(() => conditionOf(status(ALL_READY), 'ShownInDashboard')).toThrow();
    expect(() => conditionOf(status(ALL_READY), 'ReclaimPolicySet')).toThrow();
    const volumes = { status: 'True', reason: 'Set', message: 'the volume has Retain' } as const;
    const topology = new Map([
      ['TidbCluster/demo/a', { state: 'shown' }],
      ['TidbCluster/demo/b', { state: 'pending' }],
      ['TidbCluster/demo/c', { state: 'yielded', to: { namespace: 'demo', name: 'x' } }],
    ] as const);
    const said = status(ALL_READY, { progress: { volumes, topology } });
    expect(conditionOf(said, 'ReclaimPolicySet')).toMatchObject(volumes);
    expect(conditionOf(said, 'ShownInDashboard')).toMatchObject({
      status: 'False',
      reason: 'OtherMonitor',
      message:
        'TidbCluster/demo/c: its TiDB Dashboard leads to TidbMonitor/demo/x, whose name comes first; TidbCluster/demo/b: its PD has not been told yet',
    });
  });

  it('fits the schema of the CustomResourceDefinition', () => {
    const reported: string[] = [];
    for (const one of [status(ALL_READY), status([]), status([], { before: status(ALL_READY) })]) {
      decode(statusSchema, one, ['status'], (_code, path, what) =>
        reported.push(`${path} ${what}`),
      );
    }
    expect(reported).toEqual([]);
  });

  it.each([
    [
      'everything is ready',
      ALL_READY,
      ['True', 'Available', 'all 4 pods are ready'],
      ['False', 'Done', 'nothing is left to do'],
    ],
    [
      'a shard does not exist yet',
      ALL_READY.slice(0, 1),
      ['False', 'Progressing', 'StatefulSet/demo/basic-monitor-shard-1 does not exist yet'],
      ['True', 'Progressing', 'StatefulSet/demo/basic-monitor-shard-1 does not exist yet'],
    ],
    [
      'a change is not seen yet',
      [statefulSet('basic-monitor', READY, 2), ...ALL_READY.slice(1)],
      ['False', 'Progressing', 'StatefulSet/demo/basic-monitor has a change to roll out'],
      ['True', 'Progressing', 'StatefulSet/demo/basic-monitor has a change to roll out'],
    ],
    [
      'pods are of an older revision',
      [statefulSet('basic-monitor', { ...READY, updatedReplicas: 1 }), ...ALL_READY.slice(1)],
      ['False', 'Progressing', 'StatefulSet/demo/basic-monitor has updated 1 of 2 pods'],
      ['True', 'Progressing', 'StatefulSet/demo/basic-monitor has updated 1 of 2 pods'],
    ],
    [
      'pods are not ready',
      [statefulSet('basic-monitor', { ...READY, readyReplicas: 0 }), ...ALL_READY.slice(1)],
      ['False', 'Progressing', 'StatefulSet/demo/basic-monitor has 0 of 2 pods ready'],
      ['True', 'Progressing', 'StatefulSet/demo/basic-monitor has 0 of 2 pods ready'],
    ],
  ])('tells that %s', (_title, workloads, ready, reconciling) => {
    const made = status(workloads);
    const wordsOf = (type: string) => {
      const condition = conditionOf(made, type);
      return [condition.status, condition.reason, condition.message];
    };
    expect(wordsOf('Ready')).toEqual(ready);
    expect(wordsOf('Reconciling')).toEqual(reconciling);
    expect(wordsOf('Stalled')).toEqual(['False', 'NoFailure', 'nothing failed']);
  });

  it('tells of a failure, and keeps the revision that is deployed', () => {
    const failure = { reason: 'BuildFailed', message: 'a.yaml:1:1: broken' };
    const before = { revision: 'main@sha1:old' };
    const made = status(ALL_READY, { progress: { failure, phase: 'Failed' }, before });
    expect(made.revision).toBe('main@sha1:old');
    expect(conditionOf(made, 'Ready')).toMatchObject({ status: 'False', ...failure });
    expect(conditionOf(made, 'Stalled')).toMatchObject({ status: 'True', ...failure });
    expect(conditionOf(made, 'Reconciling')).toMatchObject({ status: 'False', reason: 'Stopped' });
  });

  it('names what it refers to and the cluster does not have', () => {
    expect(conditionOf(status(ALL_READY), 'ReferencesResolved')).toMatchObject({ status: 'True' });
    const text = monitorText().replace('[{name: basic}]', '[{name: b}, {name: a}]');
    expect(conditionOf(status([], { text }), 'ReferencesResolved')).toMatchObject({
      status: 'False',
      reason: 'NotFound',
      message: 'not on the cluster: TidbCluster/demo/a, TidbCluster/demo/b',
    });
  });

  it('keeps the time of a condition as long as it holds', () => {
    const first = status(ALL_READY);
    expect(conditionOf(first, 'Ready').lastTransitionTime).toBe('2026-01-02T03:04:05Z');
    const later = { progress: { now: NOW + 60_000 }, before: first };
    expect(status(ALL_READY, later)).toEqual(first);
    const worse = status([], later);
    expect(conditionOf(worse, 'Ready').lastTransitionTime).toBe('2026-01-02T03:05:05Z');
    expect(conditionOf(worse, 'Stalled').lastTransitionTime).toBe('2026-01-02T03:04:05Z');
  });

  describe('says of drift', () => {
    const changed = { status: 'True', reason: 'ChangedOnCluster', message: 'b changed' } as const;
    const typesOf = (from: JsonObject) =>
      listOf(from.conditions).map((one) => isJsonObject(one) && one.type);

    it('nothing where nobody looks for it', () => {
      expect(typesOf(status(ALL_READY))).not.toContain('Drifted');
    });

    it('what is known of it, and since when', () => {
      const first = status(ALL_READY, { progress: { drift: changed } });
      expect(conditionOf(first, 'Drifted')).toEqual({
        type: 'Drifted',
        ...changed,
        observedGeneration: 7,
        lastTransitionTime: '2026-01-02T03:04:05Z',
      });
      const gone = { status: 'False', reason: 'AsInGit', message: 'none' } as const;
      const later = { progress: { now: NOW + 60_000, drift: gone }, before: first };
      expect(conditionOf(status(ALL_READY, later), 'Drifted')).toMatchObject({
        ...gone,
        lastTransitionTime: '2026-01-02T03:05:05Z',
      });
    });

    it('what an agent before this one said, until this one knows', () => {
      const before = status(ALL_READY, { progress: { drift: changed } });
      const after = status(ALL_READY, { progress: { now: NOW + 60_000 }, before });
      expect(conditionOf(after, 'Drifted')).toEqual(conditionOf(before, 'Drifted'));
    });

    it('nothing that changes whether it is ready', () => {
      const made = status(ALL_READY, { progress: { drift: changed } });
      expect(conditionOf(made, 'Ready').status).toBe('True');
    });
  });

  it('keeps the volume that tidb-operator was moving', () => {
    const before = { deploymentStorageStatus: { pvName: 'pv-1' } };
    expect(status(ALL_READY, { before })).toMatchObject(before);
  });

  it('is ready when it is scaled to nothing', () => {
    const text = documents(monitorText('  replicas: 0\n'), clusterText());
    const made = status([statefulSet('basic-monitor', { replicas: 0, observedGeneration: 1 })], {
      text,
    });
    expect(conditionOf(made, 'Ready')).toMatchObject({
      status: 'True',
      message: 'scaled to no pods',
    });
  });
});

describe('the health of a TidbMonitor', () => {
  const live = { apiVersion: 'pingcap.com/v1alpha1', kind: 'TidbMonitor', metadata: { name: 'a' } };
  const owned = (kind: string, status: 'Current' | 'InProgress' | 'Failed', message = '') => ({
    id: { group: kind === 'StatefulSet' ? 'apps' : '', kind, namespace: 'demo', name: 'a' },
    status,
    message,
  });

  it.each([
    [
      'Current with everything it owns',
      [owned('StatefulSet', 'Current'), owned('Service', 'Current')],
      'Current',
      'everything it owns is healthy',
    ],
    ['in progress before it owns anything', [], 'InProgress', 'its StatefulSet does not exist yet'],
    [
      'in progress with what it owns',
      [owned('StatefulSet', 'InProgress', '0 of 1 pods are ready'), owned('Service', 'Current')],
      'InProgress',
      'StatefulSet/demo/a: 0 of 1 pods are ready',
    ],
    [
      'failed as soon as anything it owns is',
      [owned('StatefulSet', 'InProgress'), owned('Service', 'Failed', 'no address')],
      'Failed',
      'Service/demo/a: no address',
    ],
  ] as const)('is %s', (_title, all, status, message) => {
    expect(tidbMonitorHealth(live, all)).toEqual({ status, message });
  });

  it('is Terminating while it is deleted', () => {
    const metadata = { name: 'a', deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(tidbMonitorHealth({ ...live, metadata }, []).status).toBe('Terminating');
  });
});
