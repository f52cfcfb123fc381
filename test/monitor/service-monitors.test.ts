import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import { expansionOf, listOf, warningsOf } from './support/expansion.ts';
import {
  clientSecretText,
  clusterText,
  dmClusterText,
  documents,
  monitorWithSpec,
} from './support/monitor-text.ts';
import { clusterWith, find } from './support/read-objects.ts';

const monitorTold = (kind: string) =>
  monitorWithSpec(`  clusters: [{name: a}, {name: b, namespace: other}]
  dm: {clusters: [{name: a}], initializer: {}}
  prometheus: {}
  initializer: {version: v8.5.3}
  reloader: {}
  prometheusOperator: {kind: ${kind}, labels: {release: kube-prometheus}}
`);

const CLUSTERS = documents(
  clusterText('a', 'demo', '{pd: {}, tikv: {}, tiflash: {}, pdms: [{name: tso}]}'),
  clusterText('b', 'other', '{pd: {}, tiproxy: {}, tlsCluster: {enabled: true}}'),
  dmClusterText('a'),
);
const SECRET = clientSecretText('b-cluster-client-secret', 'other');

const WITH_OPERATOR = {
  ...clusterWith(),
  kinds: new Set([
    'monitoring.coreos.com/PodMonitor',
    'monitoring.coreos.com/ServiceMonitor',
  ] as const),
};

const objectsOf = (...texts: readonly string[]) =>
  expansionOf(documents(...texts), WITH_OPERATOR).objects;

describe('ServiceMonitors for a Prometheus of the user’s own', () => {
  const objects = objectsOf(monitorTold('ServiceMonitor'), CLUSTERS, SECRET);
  const metricsServices = objects
    .map(({ manifest }) => manifest)
    .filter(({ kind, metadata }) => kind === 'Service' && metadata.name.includes('-metrics-'));

  it('take the place of PodMonitors, under the same names', () => {
    const named = (kind: string, all: typeof objects) =>
      all
        .filter(({ manifest }) => manifest.kind === kind)
        .map(({ manifest: { metadata } }) => `${metadata.namespace}/${metadata.name}`);
    const made = named('ServiceMonitor', objects);
    expect(made).toEqual([
      'demo/basic-monitor-a-tidb',
      'other/demo.basic-monitor-b-tidb',
      'demo/basic-monitor-a-dm',
    ]);
    expect(named('PodMonitor', objects)).toEqual([]);
    expect(named('PodMonitor', objectsOf(monitorTold('PodMonitor'), CLUSTERS, SECRET))).toEqual(
      made,
    );
  });

  it('come with a headless Service for the metrics of every component that a cluster may have', () => {
    const ports = metricsServices.map(({ metadata, spec }) => [
      `${metadata.namespace}/${metadata.name.replace(/-[0-9a-f]{8}$/, '')}`,
      ...listOf(valueAt({ spec }, ['spec', 'ports'])).map((port) => valueAt(port, ['port'])),
    ]);
    expect(ports).toEqual([
      ['demo/a-pd-metrics', 2379],
      ['demo/a-tso-metrics', 2379],
      ['demo/a-tikv-metrics', 20180],
      ['demo/a-tiflash-metrics', 8234, 20292],
      ['demo/a-drainer-metrics', 8249],
      ['demo/a-tidb-lightning-metrics', 8289],
      ['other/b-pd-metrics', 2379],
      ['other/b-tiproxy-metrics', 3080],
      ['other/b-drainer-metrics', 8249],
      ['other/b-tidb-lightning-metrics', 8289],
      ['demo/a-dm-worker-metrics', 8262],
      ['demo/a-dm-master-metrics', 8261],
    ]);
    for (const { spec } of metricsServices) expect(spec).toMatchObject({ clusterIP: 'None' });
  });

  it('select those Services alone, which select the pods of one component', () => {
    const monitor = find(objects, 'ServiceMonitor', 'demo.basic-monitor-b-tidb');
    const selector = valueAt(monitor, ['spec', 'selector', 'matchLabels']);
    const selected = metricsServices.filter(({ metadata }) =>
      Object.entries(selector as JsonObject).every(
        ([key, value]) => metadata.labels?.[key] === value,
      ),
    );
    expect(selected.map(({ spec }) => valueAt({ spec }, ['spec', 'selector']))).toEqual(
      ['pd', 'tiproxy', 'drainer', 'tidb-lightning'].map((component) => ({
        'app.kubernetes.io/instance': 'b',
        'app.kubernetes.io/component': component,
      })),
    );
    const ofOwnNamespace = find(objects, 'ServiceMonitor', 'basic-monitor-a-tidb');
    expect(valueAt(ofOwnNamespace, ['spec', 'selector', 'matchLabels'])).not.toEqual(selector);
  });

  it('do not select the Services of another monitor of the same name, for the same cluster', () => {
    const both = ['demo', 'more'].map((namespace) =>
      monitorTold('ServiceMonitor')
        .replace('namespace: demo', `namespace: ${namespace}`)
        .replace('clusters: [{name: a}, ', 'clusters: ['),
    );
    const all = objectsOf(...both, CLUSTERS, SECRET).map(({ manifest }) => manifest);
    const beside = all.filter(({ metadata }) => metadata.namespace === 'other');
    const selectors = beside
      .filter(({ kind }) => kind === 'ServiceMonitor')
      .map((monitor) => valueAt(monitor, ['spec', 'selector', 'matchLabels']) as JsonObject);
    const services = beside.filter(({ metadata }) => metadata.name.includes('-metrics-'));
    expect([selectors.length, new Set(services.map(({ metadata }) => metadata.name)).size]).toEqual(
      [2, 8],
    );
    for (const selector of selectors) {
      const selected = services.filter(({ metadata }) =>
        Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value),
      );
      expect(selected).toHaveLength(4);
    }
  });

  it('are owned with their Services in the namespace of the TidbMonitor, and nowhere else', () => {
    const made = objects
      .map(({ manifest }) => manifest)
      .filter(
        (manifest) => manifest.kind === 'ServiceMonitor' || metricsServices.includes(manifest),
      );
    for (const { metadata } of made) {
      expect(metadata.ownerReferences ?? []).toHaveLength(metadata.namespace === 'demo' ? 1 : 0);
    }
  });

  it('scrape by port as PodMonitors do by pod, and leave no trace of Service and port', () => {
    const pods = objectsOf(monitorTold('PodMonitor'), CLUSTERS, SECRET);
    for (const name of [
      'basic-monitor-a-tidb',
      'demo.basic-monitor-b-tidb',
      'basic-monitor-a-dm',
    ]) {
      const endpoints = listOf(
        valueAt(find(objects, 'ServiceMonitor', name), ['spec', 'endpoints']),
      ) as JsonObject[];
      const byPod = listOf(
        valueAt(find(pods, 'PodMonitor', name), ['spec', 'podMetricsEndpoints']),
      ) as JsonObject[];
      const jobOf = ({ relabelings }: JsonObject) =>
        valueAt(listOf(relabelings).at(-2), ['replacement']);
      expect(endpoints.length).toBeGreaterThan(1);
      for (const { port, ...endpoint } of endpoints) {
        const twin = byPod.find((candidate) => jobOf(candidate) === jobOf(endpoint));
        expect(jobOf(endpoint)).toMatch(new RegExp(`-${port}$`));
        const relabelings = [
          ...listOf(twin?.relabelings).slice(0, -1),
          { action: 'labeldrop', regex: 'container|endpoint|service' },
        ];
        expect(endpoint).toEqual({ ...twin, relabelings });
      }
    }
  });

  it('do not name a certificate that is not there, which would make the operator ignore all', () => {
    const without = objectsOf(monitorTold('ServiceMonitor'), CLUSTERS);
    const endpoints = listOf(
      valueAt(find(without, 'ServiceMonitor', 'demo.basic-monitor-b-tidb'), ['spec', 'endpoints']),
    );
    expect(endpoints.map((endpoint) => valueAt(endpoint, ['port']))).toEqual([
      'tiproxy',
      'lightning',
    ]);
  });

  it('expect everything of a cluster that is not known', () => {
    const unknown = objectsOf(monitorTold('ServiceMonitor'));
    const monitor = find(unknown, 'ServiceMonitor', 'basic-monitor-a-tidb');
    expect(listOf(valueAt(monitor, ['spec', 'endpoints']))).toHaveLength(12);
  });

  it('are left out, with a warning, where the cluster has PodMonitors alone', () => {
    const facts = {
      ...clusterWith(),
      kinds: new Set(['monitoring.coreos.com/PodMonitor'] as const),
    };
    const text = documents(monitorTold('ServiceMonitor'), CLUSTERS, SECRET);
    const kinds = expansionOf(text, facts).objects.map(({ manifest }) => manifest.kind);
    expect(kinds).not.toContain('ServiceMonitor');
    expect(kinds).not.toContain('PodMonitor');
    expect(warningsOf(text)).toEqual([
      'monitor.yaml:12:3: TidbMonitor/demo/basic: spec.prometheusOperator needs the Prometheus operator, which the cluster does not have: it is left out; install it, or remove the field',
    ]);
  });
});
