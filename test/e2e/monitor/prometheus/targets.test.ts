import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunningPod } from '../../../support/node/test-node.ts';
import {
  type ActiveTarget,
  type PrometheusApi,
  prometheusApi,
} from '../../../support/prometheus-api.ts';
import type { VerbResult } from '../../../support/run-tidewatch.ts';
import { MONITORED, STRANGERS } from './clusters.ts';
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

  it('scrapes every process of every cluster exactly once, and nothing else', async () => {
    const targets = await allUp();
    expect(targets.map(({ labels }) => labels).sort(byText)).toEqual(expectedLabels());
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

/** The targets of all shards, once all are up. */
async function allUp(): Promise<readonly ActiveTarget[]> {
  return vi.waitFor(
    async () => {
      for (const pod of pods) pod.check();
      const targets = (await Promise.all(shards.map((shard) => shard.activeTargets()))).flat();
      const down = targets.filter(({ health }) => health !== 'up');
      expect(down.map(({ scrapeUrl, lastError }) => `${scrapeUrl}: ${lastError}`)).toEqual([]);
      expect(targets).toHaveLength(expectedLabels().length);
      return targets;
    },
    { timeout: 60_000, interval: 1000 },
  );
}

/** The labels of every target there is to be, from what runs and not from what is generated. */
function expectedLabels(): readonly Record<string, string>[] {
  return stage.doubles
    .filter(({ spec }) => MONITORED.includes(spec))
    .flatMap(({ spec: { namespace, name }, pages }) =>
      pages.map(({ pod, component, port }) => ({
        job: `${namespace}-${name}-${port === 20292 ? 'tiflash-proxy' : component}`,
        instance: pod,
        component,
        cluster: name,
        kubernetes_namespace: namespace,
        tidb_cluster: `${namespace}-${name}`,
      })),
    )
    .sort(byText);
}

function byText(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): number {
  const key = ({ job, instance }: Readonly<Record<string, string>>) => `${job} ${instance}`;
  return key(a) < key(b) ? -1 : 1;
}
