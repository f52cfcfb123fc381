import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isJsonObject } from '../../../../src/model/json.ts';
import { defaultPrometheusTools } from '../../../envtest/tool-set.ts';
import {
  type ActiveAlert,
  type PrometheusApi,
  prometheusApi,
} from '../../../support/prometheus-api.ts';
import type { RunningPage } from '../../../support/tidb-double/start-cluster.ts';
import { MONITORED, STRANGERS } from './clusters.ts';
import { prometheusProgram } from './programs.ts';
import { type Stage, startStage } from './stage.ts';

const FILES = {
  'kustomization.yaml': 'resources: [tidb-monitor.yaml]\n',
  'tidb-monitor.yaml': `apiVersion: pingcap.com/v1alpha1
kind: TidbMonitor
metadata: {name: watch, namespace: monitoring}
spec:
  clusters: [{name: b-c, namespace: a}, {name: main, namespace: east}]
  dm: {clusters: [{name: dm, namespace: a}], initializer: {}}
  prometheus:
    rules:
      overrides:
      - {alert: TiKV_server_is_down, for: 15s, severity: warning}
      - {alert: TiDB_memory_abnormal, for: 15s}
  enableAlertRules: true
  initializer: {version: v8.5.3}
  reloader: {}
`,
};

/** The clusters of the monitor; the others are strangers, in part in the same namespaces. */
const TIDB = ['a/b-c', 'east/main'];
const WATCHED = ['a/b-c', 'a/dm', 'east/main'];

let stage: Stage;
let server: PrometheusApi;

beforeAll(async () => {
  stage = await startStage([...MONITORED, ...STRANGERS], ['monitoring']);
  const programs = [await prometheusProgram(defaultPrometheusTools)];
  const expected = { namespace: 'monitoring', name: 'watch-monitor-0', programs };
  const { pods } = await stage.deploy(FILES, [expected]);
  server = prometheusApi(`http://${pods[0]?.address}:9090`);
}, 180_000);
afterAll(() => stage?.stop());

describe('the rules that a deploy brings, in the Prometheus that it starts', () => {
  it('are all loaded, and evaluated without an error', async () => {
    const deployed = await deployedRules();
    expect(deployed.length).toBeGreaterThan(130);
    const rules = await vi.waitFor(
      async () => {
        const loaded = await server.rules();
        expect(loaded.filter(({ health }) => health === 'unknown')).toEqual([]);
        return loaded;
      },
      { timeout: 60_000, interval: 1000 },
    );
    expect(rules.map(({ name }) => name).sort()).toEqual([...deployed].sort());
    expect(
      rules.filter(({ health, lastError = '' }) => health !== 'ok' || lastError !== ''),
    ).toEqual([]);
  }, 90_000);

  it('record series of every monitored cluster, and of no other', async () => {
    const recorded = (await server.rules()).filter(({ type }) => type === 'recording');
    expect(recorded.length).toBeGreaterThan(20);
    for (const { name } of recorded) {
      await vi.waitFor(async () => expect([name, await clustersOf(name)]).toEqual([name, TIDB]), {
        timeout: 90_000,
        interval: 1000,
      });
    }
  }, 120_000);

  it('fire for a server that ends, and for nothing but it', async () => {
    expect(await firing('TiKV_server_is_down')).toEqual([]);
    await page('east/main', 'main-tikv-0').stop();
    const [alert, ...others] = await whenItFires('TiKV_server_is_down');
    expect(others).toEqual([]);
    expect(alert?.labels).toEqual({
      ...{ alertname: 'TiKV_server_is_down', severity: 'warning', level: 'warning' },
      ...{ job: 'east-main-tikv', component: 'tikv', instance: 'main-tikv-0' },
      ...{ kubernetes_namespace: 'east', cluster: 'main', tidb_cluster: 'east-main', env: 'main' },
    });
  });

  it('fire for a value over its threshold, and say it', async () => {
    expect(await firing('TiDB_memory_abnormal')).toEqual([]);
    page('a/b-c', 'b-c-tidb-1').show('go_memstats_heap_inuse_bytes', 2e10);
    const [alert, ...others] = await whenItFires('TiDB_memory_abnormal');
    expect(others).toEqual([]);
    expect(alert?.labels).toMatchObject({ tidb_cluster: 'a-b-c', instance: 'b-c-tidb-1' });
    expect(alert?.annotations.description).toBe(
      'a/b-c b-c-tidb-1: its heap takes 18.63GiB, which is more than 9.313GiB. Take a heap profile while it lasts, and look for growing numbers of goroutines.',
    );
  });

  it('say nothing of clusters that nobody monitors here, though much is wrong in all of them', async () => {
    const alerts = await server.alerts();
    const about = alerts.map(
      ({ labels }) => `${labels.kubernetes_namespace}/${labels.cluster ?? labels.instance}`,
    );
    expect([...new Set(about)].sort()).toEqual(WATCHED);
  });
});

/** The names of all rules in the ConfigMap that Prometheus is given. */
async function deployedRules(): Promise<readonly string[]> {
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'monitoring' };
  const live = await stage.cluster.get({ ...reference, name: 'watch-monitor' });
  return Object.entries(isJsonObject(live?.data) ? live.data : {})
    .filter(([file]) => file.endsWith('.rules.yml'))
    .flatMap(([, text]) => (load(String(text)) as RuleFile).groups)
    .flatMap(({ rules }) => rules.map(({ alert, record }) => alert ?? record ?? ''));
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert?: string; readonly record?: string }[];
  }[];
}

/** The clusters that a metric has series of. */
async function clustersOf(metric: string): Promise<readonly string[]> {
  const samples = await server.query(`group by (kubernetes_namespace, cluster) (${metric})`);
  return samples
    .map(({ metric: { kubernetes_namespace, cluster } }) => `${kubernetes_namespace}/${cluster}`)
    .sort();
}

async function firing(name: string): Promise<readonly ActiveAlert[]> {
  const alerts = await server.alerts();
  return alerts.filter(({ state, labels }) => state === 'firing' && labels.alertname === name);
}

/** An alert fires once it was seen at two evaluations, as far apart as its `for`. */
function whenItFires(name: string): Promise<readonly ActiveAlert[]> {
  return vi.waitFor(
    async () => {
      const alerts = await firing(name);
      expect(alerts).not.toEqual([]);
      return alerts;
    },
    { timeout: 100_000, interval: 1000 },
  );
}

function page(cluster: string, pod: string): RunningPage {
  const double = stage.doubles.find(({ spec }) => `${spec.namespace}/${spec.name}` === cluster);
  const found = double?.pages.find((one) => one.pod === pod);
  if (found === undefined) throw new Error(`there is no ${pod} in ${cluster}`);
  return found;
}
