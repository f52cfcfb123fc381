import { expect, it } from 'vitest';
import { build } from '../../src/kustomize/build.ts';
import type { FieldPath, Rendered } from '../../src/model/manifest.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import { expand } from '../../src/monitor/expand.ts';
import { NO_CLUSTER } from '../../src/monitor/facts.ts';
import { monitorYaml } from '../support/monitoring-repository.ts';

/** The line of the TidbMonitor that decides over a field of a child. */
async function lineOf(kind: string, name: string, path: FieldPath): Promise<string | undefined> {
  const text = monitorYaml('basic');
  const tree = memoryTree({ 'm.yaml': text, 'kustomization.yaml': 'resources: [m.yaml]\n' });
  const built = await build(tree, '.', { order: 'legacy', loadRestrictor: 'rootOnly' });
  const { objects } = expand(built.objects, NO_CLUSTER);
  const child = objects.find(
    ({ manifest }) => manifest.kind === kind && manifest.metadata.name === name,
  ) as Rendered;
  const position = child.provenance.field(path);
  return position && text.split('\n')[position.line - 1]?.trim();
}

const container = (index: number, ...rest: string[]) => [
  'spec',
  'template',
  'spec',
  'containers',
  index,
  ...rest,
];

it.each([
  ['StatefulSet', 'basic-monitor', container(0, 'image'), 'version: v2.49.1'],
  ['StatefulSet', 'basic-monitor', container(0, 'args'), 'prometheus:'],
  ['ConfigMap', 'basic-monitor', ['data', 'prometheus.yml'], 'prometheus:'],
  ['ConfigMap', 'basic-monitor-grafana', ['data', 'dashboards.yaml'], 'grafana:'],
  ['Service', 'basic-grafana', ['spec', 'ports'], 'grafana:'],
  ['Role', 'basic-monitor', ['rules'], 'apiVersion: pingcap.com/v1alpha1'],
])('%s/%s %j stands where the TidbMonitor says %s', async (kind, name, path, line) => {
  expect(await lineOf(kind, name, path)).toBe(line);
});
