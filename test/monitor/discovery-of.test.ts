import { describe, expect, it } from 'vitest';
import { discoveryOf } from '../../src/monitor/discovery-of.ts';
import { expansionOf } from './support/expansion.ts';
import { clusterText, documents, monitorText } from './support/monitor-text.ts';

const text = (kind: string) =>
  documents(
    monitorText(`  prometheusOperator: {kind: ${kind}}\n`).replace(
      'clusters: [{name: basic}]',
      'clusters: [{name: basic}, {name: far, namespace: far}]',
    ),
    clusterText(),
    clusterText('far', 'far'),
    `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${kind.toLowerCase()}s.monitoring.coreos.com}
`,
  );

const group = 'monitoring.coreos.com';

describe('what tells the Prometheus operator of a monitor', () => {
  const isDiscovery = discoveryOf(expansionOf(text('PodMonitor')).monitors);

  it.each(['PodMonitor', 'ServiceMonitor'])('is every %s, and what is beside it', (kind) => {
    const children = expansionOf(text(kind)).monitors.flatMap((monitor) => monitor.children);
    const found = children.filter(isDiscovery).map((id) => id.kind);
    expect(new Set(found)).toEqual(
      new Set(kind === 'PodMonitor' ? ['PodMonitor'] : ['Service', 'ServiceMonitor']),
    );
  });

  it('is nothing of a monitor that tells it nothing', () => {
    const { monitors } = expansionOf(documents(monitorText(), clusterText()));
    expect(monitors.flatMap(({ children }) => children).filter(isDiscovery)).toEqual([]);
  });

  it.each([
    { group: '', kind: 'Service', namespace: 'far', name: 'far-pd-metrics-00000000' },
    { group, kind: 'PodMonitor', namespace: 'far', name: 'basic-monitor-far-tidb' },
    { group, kind: 'PodMonitor', namespace: 'far', name: 'other.basic-monitor-far-tidb' },
    { group, kind: 'ServiceMonitor', namespace: 'demo', name: 'other-monitor-far-tidb' },
    { group, kind: 'PodMonitor', namespace: 'demo', name: 'basic-monitor-of-our-app' },
    { group, kind: 'ServiceMonitor', namespace: 'far', name: 'demo.basic-monitor-hand-written' },
    { group, kind: 'PodMonitor', namespace: 'demo', name: 'demo.basic-monitor-far-tidb' },
    { group, kind: 'PrometheusRule', namespace: 'demo', name: 'basic-monitor-far-tidb' },
  ])('is not $kind/$namespace/$name', (id) => {
    expect(isDiscovery(id)).toBe(false);
  });
});
