import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningPod } from '../../../support/node/test-node.ts';
import { type PrometheusApi, prometheusApi } from '../../../support/prometheus-api.ts';
import type { VerbResult } from '../../../support/run-tidewatch.ts';
import { MONITORED, STRANGERS } from './clusters.ts';
import { allUp, expectedLabels, sorted } from './expected-targets.ts';
import {
  type DiscoveryRole,
  grantOperatorPrometheus,
  startOperatorPrometheus,
} from './operator.ts';
import { prometheusProgram } from './programs.ts';
import { type Stage, startStage } from './stage.ts';

/** Two shards, which share the targets of every cluster between them. */
const MONITOR = `apiVersion: pingcap.com/v1alpha1
kind: TidbMonitor
metadata: {name: fleet, namespace: monitoring}
spec:
  clusters: [{name: b-c, namespace: a}, {name: plain, namespace: a}, {name: main, namespace: ns-a}, {name: main, namespace: east}]
  dm: {clusters: [{name: dm, namespace: a}, {name: dm, namespace: east}], initializer: {}}
  shards: 2
  prometheus: {version: v3.16.0}
  prometheusOperator: {labels: {release: kube-prometheus}}
  initializer: {version: v8.5.3}
  reloader: {}
`;

const FILES = {
  'kustomization.yaml': 'resources: [tidb-monitor.yaml]\n',
  'tidb-monitor.yaml': MONITOR,
};

let stage: Stage;
let deployed: VerbResult;
let shards: readonly PrometheusApi[];
let pods: readonly RunningPod[];

beforeAll(async () => {
  const prometheus = await prometheusProgram();
  stage = await startStage([...MONITORED, ...STRANGERS], ['monitoring']);
  const names = ['fleet-monitor-0', 'fleet-monitor-shard-1-0'];
  const expected = names.map((name) => ({
    namespace: 'monitoring',
    name,
    programs: [prometheus],
  }));
  ({ result: deployed, pods } = await stage.deploy(FILES, expected));
  shards = pods.map(({ address }) => prometheusApi(`http://${address}:9090`));
}, 180_000);
afterAll(() => stage?.stop());

describe('a new deploy of one monitor for many clusters', () => {
  it('ends when every Prometheus is ready', () => {
    expect(deployed.code).toBe(0);
    expect(deployed.stderr).toContain(
      'waiting for TidbMonitor/monitoring/fleet (StatefulSet/monitoring/fleet-monitor: 0 of 1 replicas',
    );
  });

  it('is seen with kubectl get tm', async () => {
    const told = await stage.controlPlane.kubectl(['get', 'tm', '--namespace', 'monitoring']);
    const [head = '', row = ''] = told.split('\n');
    expect(head.split(/\s+/)).toEqual([
      'NAME',
      'READY',
      'CLUSTERS',
      'PROMETHEUS',
      'GRAFANA',
      'STORAGE',
      'REVISION',
      'AGE',
    ]);
    // Without Grafana and without volumes of its own; the age is the last.
    expect(row.split(/\s+/).slice(0, -1)).toEqual(['fleet', '2/2', '6', 'v3.16.0', 'local']);
  });

  it('scrapes every process of every cluster exactly once, and nothing else', async () => {
    const expected = expectedLabels(monitored());
    const check = () => {
      for (const pod of pods) pod.check();
    };
    const targets = await allUp(shards, expected.length, check);
    expect(sorted(targets.map(({ labels }) => labels))).toEqual(expected);
  });

  it('holds no sample of anything else', async () => {
    const found = await Promise.all(
      shards.map((shard) =>
        shard.query('group by (kubernetes_namespace, cluster) ({__name__=~".+"})'),
      ),
    );
    const names = found
      .flat()
      .map(({ metric }) => `${metric.kubernetes_namespace}/${metric.cluster}`);
    const monitored = MONITORED.map(({ namespace, name }) => `${namespace}/${name}`);
    expect([...new Set(names)].sort()).toEqual(monitored.sort());
  });

  it('may read pods where the clusters are, and nothing else', async () => {
    const account = '--as=system:serviceaccount:monitoring:fleet-monitor';
    const may = (verb: string, what: string, namespace: string) =>
      stage.controlPlane
        .kubectl(['auth', 'can-i', verb, what, '--namespace', namespace, account])
        .then(
          (answer) => answer.trim(),
          () => 'no',
        );
    for (const namespace of ['a', 'ns-a', 'east']) {
      expect(await may('watch', 'pods', namespace)).toBe('yes');
      expect(await may('get', 'secrets', namespace)).toBe('no');
    }
    for (const namespace of ['monitoring', 'a-b', 'ns-a2']) {
      expect(await may('list', 'pods', namespace)).toBe('no');
    }
  });

  it('shares the targets between the shards', async () => {
    const counts = await Promise.all(
      shards.map(async (shard) => (await shard.activeTargets()).length),
    );
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});

describe('a Prometheus of the Prometheus operator', () => {
  beforeAll(() => grantOperatorPrometheus(stage));

  it('scrapes the same targets under the same labels through the PodMonitors of the same deploy', async () => {
    expect(await kindsOfMonitors()).toEqual({ PodMonitor: MONITORED.length, ServiceMonitor: 0 });
    await expectSameTargets('with-pod-monitors');
  }, 120_000);

  it('does so through ServiceMonitors, which take the place of the PodMonitors', async () => {
    const { result } = await stage.deploy(told('ServiceMonitor', MONITOR), [], ['--prune']);
    expect(result.code).toBe(0);
    expect(await kindsOfMonitors()).toEqual({ PodMonitor: 0, ServiceMonitor: MONITORED.length });
    await expectSameTargets('with-endpoints');
    await expectSameTargets('with-endpoint-slices', 'EndpointSlice');
  }, 240_000);

  it('is left nothing of clusters that leave the monitor, however much was there for them', async () => {
    const fewer = MONITOR.replace(
      ', {name: main, namespace: ns-a}, {name: main, namespace: east}',
      '',
    );
    const before = await metricsServices();
    expect(before.filter((name) => /^(ns-a|east)\/main-/.test(name)).length).toBeGreaterThan(10);
    const { result } = await stage.deploy(
      told('ServiceMonitor', fewer),
      [],
      ['--prune', '--no-wait'],
    );
    expect(result.code).toBe(0);
    expect(await metricsServices()).toEqual(
      before.filter((name) => !/^(ns-a|east)\/main-/.test(name)),
    );
    expect(await kindsOfMonitors()).toEqual({
      PodMonitor: 0,
      ServiceMonitor: MONITORED.length - 2,
    });
  });
});

function monitored() {
  return stage.doubles.filter(({ spec }) => MONITORED.includes(spec));
}

function told(kind: string, monitor: string) {
  const text = monitor.replace('prometheusOperator: {', `prometheusOperator: {kind: ${kind}, `);
  return { ...FILES, 'tidb-monitor.yaml': text };
}

async function kindsOfMonitors() {
  const count = async (kind: string) =>
    (await stage.cluster.list({ apiVersion: 'monitoring.coreos.com/v1', kind })).items.length;
  return { PodMonitor: await count('PodMonitor'), ServiceMonitor: await count('ServiceMonitor') };
}

async function metricsServices(): Promise<readonly string[]> {
  const { items } = await stage.cluster.list({ apiVersion: 'v1', kind: 'Service' });
  return items
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .filter((name) => name.includes('-metrics-'))
    .sort();
}

/** Runs what the operator makes of all there is, as its pods would. */
async function expectSameTargets(name: string, role: DiscoveryRole = 'Endpoints'): Promise<void> {
  const server = await startOperatorPrometheus(stage, name, role);
  const expected = expectedLabels(monitored());
  const targets = await allUp([server], expected.length);
  // The operator adds where a pod is, and nothing that tells one process twice.
  const labels = targets.map(({ labels: { namespace, pod, ...rest } }) => {
    expect([namespace, pod]).toEqual([rest.kubernetes_namespace, rest.instance]);
    return rest;
  });
  expect(sorted(labels)).toEqual(expected);
  expect(await server.query('count(tikv_store_size_bytes)')).toHaveLength(1);
}
