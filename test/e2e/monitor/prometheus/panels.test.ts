import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isJsonObject } from '../../../../src/model/json.ts';
import { defaultPrometheusTools } from '../../../envtest/tool-set.ts';
import { type ReadDashboard, readDashboard } from '../../../support/grafana/dashboards.ts';
import { chooseVariables, type Datasources } from '../../../support/grafana/variables.ts';
import {
  type KubernetesDouble,
  startKubernetesDouble,
} from '../../../support/kubernetes-double/start.ts';
import type { WatchedPod } from '../../../support/kubernetes-double/watched-pod.ts';
import { type PrometheusApi, prometheusApi, type Sample } from '../../../support/prometheus-api.ts';
import type { TidbDouble } from '../../../support/tidb-double/start-cluster.ts';
import { MONITORED, STRANGERS } from './clusters.ts';
import { prometheusProgram } from './programs.ts';
import { type Stage, startStage } from './stage.ts';

const FILES = {
  'kustomization.yaml': 'resources: [tidb-monitor.yaml]\n',
  'tidb-monitor.yaml': `apiVersion: pingcap.com/v1alpha1
kind: TidbMonitor
metadata: {name: desk, namespace: monitoring}
spec:
  clusters: [{name: b-c, namespace: a}, {name: plain, namespace: a}, {name: main, namespace: ns-a}, {name: main, namespace: east}, {name: c, namespace: a-b}]
  dm: {clusters: [{name: dm, namespace: a}, {name: dm, namespace: east}], initializer: {}}
  prometheus: {}
  grafana: {}
  initializer: {version: v8.5.3}
  reloader: {}
`,
};

/** What became of one query: a line of the table that the test leaves behind. */
interface PanelResult {
  readonly dashboard: string;
  readonly row: string;
  readonly panel: string;
  readonly refId: string;
  readonly cluster: string;
  readonly series: number;
  /** What is wrong; empty where nothing is. */
  readonly problem: string;
  readonly expression: string;
}

const ARTIFACT = join(import.meta.dirname, '../../../../artifacts/panels.md');
interface Chosen {
  readonly namespace: string;
  readonly name: string;
  /** Its label `tidb_cluster`. */
  readonly label: string;
}

/** Its label is not a-b-c, since a-b/c is monitored, too. */
const TIDB = { namespace: 'a', name: 'b-c', label: 'a/b-c' };
const OTHER = { namespace: 'east', name: 'main', label: 'east-main' };
const DM = { namespace: 'east', name: 'dm', label: 'east-dm' };

let stage: Stage;
let kubernetes: KubernetesDouble;
let watched: readonly WatchedPod[];
let datasources: Datasources;
let dashboards: readonly ReadDashboard[];
const results: PanelResult[] = [];

beforeAll(async () => {
  const prometheus = await prometheusProgram(defaultPrometheusTools);
  stage = await startStage([...MONITORED, ...STRANGERS], ['monitoring']);
  const expected = { namespace: 'monitoring', name: 'desk-monitor-0', programs: [prometheus] };
  const { pods } = await stage.deploy(FILES, [expected]);
  watched = watchedPods();
  kubernetes = await startKubernetesDouble(watched, () => stage.node.newAddress());
  const address = await stage.node.startProgram({
    name: 'kube-prometheus',
    program: await prometheusProgram(),
    files: { '/etc/prometheus/prometheus.yml': kubernetes.prometheusConfig },
    words: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/data'],
  });
  const [tidb, k8s] = await Promise.all([
    whenItHasRates(`http://${pods[0]?.address}:9090`, pagesOfTheMonitored()),
    whenItHasRates(`http://${address}:9090`, kubernetes.targets),
  ]);
  datasources = { 'tidb-cluster': tidb, 'k8s-cluster': k8s };
  dashboards = await deployedDashboards();
}, 240_000);
afterAll(async () => {
  await writeTable();
  await kubernetes?.stop();
  await stage?.stop();
}, 60_000);

describe('the dashboards that a deploy brings, on real samples', () => {
  it('are there for every component of the clusters, and for Kubernetes', () => {
    expect(dashboards.map(({ title }) => title).sort()).toEqual([
      'DM',
      'Kubernetes',
      'Overview',
      'PD',
      'Resource control',
      'TiCDC',
      'TiDB',
      'TiFlash',
      'TiKV',
      'TiProxy',
    ]);
  });

  it('show the chosen cluster in every query, and nothing but it', async () => {
    for (const dashboard of dashboards) {
      await runQueries(dashboard, dashboard.title === 'DM' ? [DM] : [TIDB]);
    }
    expect(wrongOf(results)).toEqual([]);
    expect(results.length).toBeGreaterThan(157);
  }, 120_000);

  it('compare two chosen clusters in every query', async () => {
    const alone = results.length;
    for (const dashboard of dashboards) {
      if (dashboard.title !== 'DM') await runQueries(dashboard, [TIDB, OTHER]);
    }
    expect(wrongOf(results.slice(alone))).toEqual([]);
  }, 120_000);

  it('offer the clusters, and of the chosen one its own pods', async () => {
    const pick = (title: string) => dashboards.find((dashboard) => dashboard.title === title);
    const variables = pick('TiKV')?.variables ?? [];
    const all = await chooseVariables(variables, {}, datasources);
    expect(all.offered.get('tidb_cluster')).toEqual(['a-plain', 'a/b-c', 'east-main', 'ns-a-main']);
    const one = await chooseVariables(variables, { tidb_cluster: ['a/b-c'] }, datasources);
    expect(one.offered.get('tikv_instance')).toEqual(['b-c-tikv-0', 'b-c-tikv-1']);
  });
});

function wrongOf(list: readonly PanelResult[]): readonly string[] {
  return list
    .filter(({ problem }) => problem !== '')
    .map(
      ({ dashboard, panel, refId, problem, expression }) =>
        `${dashboard} / ${panel} / ${refId}: ${problem}\n    ${expression}`,
    );
}

/** The dashboards as they stand in the ConfigMap that Grafana is given. */
async function deployedDashboards(): Promise<readonly ReadDashboard[]> {
  const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'monitoring' };
  const live = await stage.cluster.get({ ...reference, name: 'desk-monitor-grafana' });
  const data = isJsonObject(live?.data) ? live.data : {};
  return Object.entries(data)
    .filter(([file]) => file.endsWith('.json'))
    .map(([, text]) => readDashboard(String(text)));
}

const nameOf = ({ namespace, name }: Chosen): string => `${namespace}/${name}`;

async function runQueries(dashboard: ReadDashboard, clusters: readonly Chosen[]): Promise<void> {
  const chosen = {
    namespace: clusters.map(({ namespace }) => namespace),
    tidb_cluster: clusters.map(({ label }) => label),
  };
  const variables = await chooseVariables(dashboard.variables, chosen, datasources);
  for (const query of dashboard.queries) {
    const expression = variables.fill(query.expression);
    const outcome = await variables
      .source(query.datasource)
      .query(expression)
      .then(
        (samples) => ({ series: samples.length, problem: problemOf(samples, clusters) }),
        (thrown: unknown) => ({ series: 0, problem: String(thrown) }),
      );
    const { row, panel, refId } = query;
    const cluster = clusters.map(nameOf).join(', ');
    results.push({
      dashboard: dashboard.title,
      row,
      panel,
      refId,
      cluster,
      ...outcome,
      expression,
    });
  }
}

function problemOf(samples: readonly Sample[], clusters: readonly Chosen[]): string {
  const numbers = samples.filter(({ value }) => Number.isFinite(Number(value[1])));
  const without = clusters.filter(
    (cluster) => !numbers.some(({ metric }) => isOf(metric, cluster)),
  );
  if (without.length > 0) return `nothing of ${without.map(nameOf).join(', ')}`;
  const foreign = samples.find(({ metric }) => !clusters.some((cluster) => isOf(metric, cluster)));
  return foreign === undefined ? '' : `of another cluster: ${JSON.stringify(foreign.metric)}`;
}

/** Whether the labels of a series say that it is of the cluster, its pods, claims or nodes. */
function isOf(metric: Sample['metric'], { namespace, name, label }: Chosen): boolean {
  if (metric.tidb_cluster !== undefined) {
    return metric.kubernetes_namespace === namespace && metric.tidb_cluster === label;
  }
  const own = watched.filter(
    (pod) => pod.namespace === namespace && pod.pod.startsWith(`${name}-`),
  );
  const node = metric.nodename ?? metric.node;
  if (metric.service !== undefined) {
    return metric.namespace === namespace && metric.service.startsWith(`${name}-`);
  }
  if (metric.pod !== undefined) {
    return metric.namespace === namespace && own.some(({ pod }) => pod === metric.pod);
  }
  if (metric.persistentvolumeclaim !== undefined) {
    return (
      metric.namespace === namespace &&
      own.some(({ claim }) => claim === metric.persistentvolumeclaim)
    );
  }
  return node !== undefined && own.some((pod) => pod.node === node);
}

/** Every pod there is, spread over nodes so that strangers have one for themselves. */
function watchedPods(): readonly WatchedPod[] {
  const tidb = stage.doubles.flatMap(({ spec, pages }) => {
    const isStranger = STRANGERS.includes(spec);
    const pods = new Map(pages.map((page) => [page.pod, page]));
    return [...pods.values()].map(({ pod, component, address }, index) => ({
      namespace: spec.namespace,
      pod,
      uid: `${spec.namespace}-${pod}`,
      address,
      node: isStranger ? 'node-of-strangers' : `node-${index % 2}`,
      containers: [component, 'sidecar'],
      ...(['pd', 'tikv', 'tiflash', 'dm-worker'].includes(component) && { claim: `data-${pod}` }),
    }));
  });
  const dns = { namespace: 'kube-system', pod: 'coredns-0', uid: 'dns', address: '10.0.0.9' };
  return [...tidb, { ...dns, node: 'node-of-strangers', containers: ['coredns'] }];
}

/** How many targets the TidbMonitor has: one of the strangers is among its clusters. */
function pagesOfTheMonitored(): number {
  const isMonitored = ({ spec }: TidbDouble) =>
    MONITORED.includes(spec) || (spec.namespace === 'a-b' && spec.name === 'c');
  return stage.doubles.filter(isMonitored).flatMap(({ pages }) => pages).length;
}

/** How long a scrape may take, in seconds: what it finds is of the moment it began at. */
const SCRAPE_TIMEOUT = 10;

/**
 * A Prometheus as it stood at a moment when all its targets were up and had a
 * rate over a minute. Nothing is added to that moment any more, so that no
 * scrape that fails on a busy machine changes what the queries of a test find.
 */
async function whenItHasRates(base: string, targets: number): Promise<PrometheusApi> {
  return vi.waitFor(
    async () => {
      const api = prometheusApi(base, Date.now() / 1000 - SCRAPE_TIMEOUT - 1);
      const ready = await api.query('sum_over_time(up[1m]) >= 2 and up == 1');
      expect(ready.length).toBe(targets);
      return api;
    },
    { timeout: 150_000, interval: 1000 },
  );
}

async function writeTable(): Promise<void> {
  const lines = results.map(
    ({ dashboard, row, panel, refId, cluster, series, problem }) =>
      `| ${[dashboard, row, panel, refId, cluster, series, problem || 'ok'].join(' | ')} |\n`,
  );
  const head =
    '| dashboard | row | panel | query | cluster | series | result |\n|---|---|---|---|---|---:|---|\n';
  await mkdir(join(ARTIFACT, '..'), { recursive: true });
  await writeFile(ARTIFACT, head + lines.join(''));
}
