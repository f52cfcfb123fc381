import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { type Manifest, valueAt } from '../../src/model/manifest.ts';
import { expansionOf, jobsOf, listOf, warningsOf } from './support/expansion.ts';
import {
  clientSecretText,
  clusterText,
  dmClusterText,
  documents,
  monitorWithSpec,
} from './support/monitor-text.ts';
import { clusterWith, find } from './support/read-objects.ts';

const MONITOR = monitorWithSpec(`  clusters: [{name: a}, {name: b, namespace: other}]
  dm: {clusters: [{name: a}], initializer: {}}
  prometheus: {}
  initializer: {version: v8.5.3}
  reloader: {}
  prometheusOperator: {labels: {release: kube-prometheus}, interval: 30s}
`);

const CLUSTERS = documents(
  clusterText('a'),
  clusterText('b', 'other', '{pd: {}, tlsCluster: {enabled: true}}'),
  clientSecretText('b-cluster-client-secret', 'other'),
  dmClusterText('a'),
);

const WITH_OPERATOR = {
  ...clusterWith(),
  kinds: new Set(['monitoring.coreos.com/PodMonitor'] as const),
};

function endpointsOf(monitor: Manifest): readonly JsonObject[] {
  return listOf(valueAt(monitor, ['spec', 'podMetricsEndpoints'])) as JsonObject[];
}

describe('PodMonitors for a Prometheus of the user’s own', () => {
  const expansion = expansionOf(documents(MONITOR, CLUSTERS), WITH_OPERATOR);
  const { objects } = expansion;

  it('stand beside each cluster, with the labels they are selected by', () => {
    const made = objects.filter(({ manifest }) => manifest.kind === 'PodMonitor');
    expect(
      made.map(({ manifest: { metadata } }) => `${metadata.namespace}/${metadata.name}`),
    ).toEqual([
      'demo/basic-monitor-a-tidb',
      'other/demo.basic-monitor-b-tidb',
      'demo/basic-monitor-a-dm',
    ]);
    const [own, foreign] = made;
    expect(own?.manifest.metadata.labels).toMatchObject({ release: 'kube-prometheus' });
    expect(own?.manifest.metadata.ownerReferences).toHaveLength(1);
    expect(foreign?.manifest.metadata.ownerReferences).toBeUndefined();
  });

  it('scrape what our own Prometheus does, under the same names and labels', () => {
    const monitor = find(objects, 'PodMonitor', 'basic-monitor-a-tidb');
    const endpoints = endpointsOf(monitor);
    expect(endpoints).toHaveLength(12);
    expect(endpoints[0]).toMatchObject({ interval: '30s', honorLabels: true, scheme: 'http' });
    const [ours] = jobsOf(expansion);
    const relabelings = listOf(endpoints[0]?.relabelings) as JsonObject[];
    const own = listOf(ours?.relabel_configs).slice(0, -2) as JsonObject[];
    expect(relabelings.slice(0, -2).map(({ sourceLabels }) => sourceLabels)).toEqual(
      own.map(({ source_labels }) => source_labels),
    );
    expect(
      relabelings
        .slice(0, -2)
        .map(({ targetLabel, regex, action }) => [targetLabel, regex, action]),
    ).toEqual(own.map(({ target_label, regex, action }) => [target_label, regex, action]));
    expect(relabelings.slice(-2)).toEqual([
      { action: 'replace', targetLabel: 'job', replacement: ours?.job_name },
      { action: 'labeldrop', regex: 'container' },
    ]);
  });

  it('drop no sample: nothing is relabeled after the scrape', () => {
    for (const { manifest } of objects) {
      for (const endpoint of endpointsOf(manifest)) {
        expect(endpoint).not.toHaveProperty('metricRelabelings');
      }
    }
  });

  it('show the certificate of the cluster, which is in their namespace', () => {
    const endpoints = endpointsOf(find(objects, 'PodMonitor', 'demo.basic-monitor-b-tidb'));
    expect(endpoints[0]).toMatchObject({
      scheme: 'https',
      tlsConfig: {
        ca: { secret: { name: 'b-cluster-client-secret', key: 'ca.crt' } },
        cert: { secret: { name: 'b-cluster-client-secret', key: 'tls.crt' } },
        keySecret: { name: 'b-cluster-client-secret', key: 'tls.key' },
      },
    });
    const tiproxy = endpoints.find((endpoint) =>
      JSON.stringify(endpoint).includes('-tiproxy-peer'),
    );
    expect(tiproxy?.tlsConfig).toEqual({ insecureSkipVerify: true });
  });

  it('are left out, with a warning, where the cluster has no Prometheus operator', () => {
    const text = documents(MONITOR, CLUSTERS);
    const without = expansionOf(text);
    expect(without.objects.some(({ manifest }) => manifest.kind === 'PodMonitor')).toBe(false);
    expect(warningsOf(text)).toEqual([
      'monitor.yaml:12:3: TidbMonitor/demo/basic: spec.prometheusOperator needs the Prometheus operator, which the cluster does not have: it is left out; install it, or remove the field',
    ]);
  });

  it('are made where the operator comes with the same objects', () => {
    const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: podmonitors.monitoring.coreos.com}
`;
    const { warnings } = expansionOf(documents(MONITOR, CLUSTERS, definition));
    expect(warnings).toEqual([]);
  });

  it('are made where nobody knows the cluster', () => {
    const facts = { ...clusterWith(), complete: false };
    const made = expansionOf(documents(MONITOR, CLUSTERS), facts).objects;
    expect(made.filter(({ manifest }) => manifest.kind === 'PodMonitor')).toHaveLength(3);
  });
});
