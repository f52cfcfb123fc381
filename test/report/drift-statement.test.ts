import { expect, it } from 'vitest';
import type { FieldDrift, KnownDrift } from '../../src/drift/drift.ts';
import type { ObjectId } from '../../src/model/object-id.ts';
import { driftStatement } from '../../src/report/drift-statement.ts';

const id = (kind: string, name: string): ObjectId => ({
  group: kind === 'StatefulSet' ? 'apps' : '',
  kind,
  namespace: 'demo',
  name,
});

const monitor = {
  id: { ...id('TidbMonitor', 'basic'), group: 'pingcap.com' },
  children: [
    id('StatefulSet', 'basic-monitor'),
    ...['a', 'b', 'c', 'd'].map((name) => id('Service', name)),
  ],
};

const image: FieldDrift = {
  path: ['spec', 'template', 'spec', 'containers', 0, 'image'],
  wanted: 'prom/prometheus:v2.49.1',
  live: 'prom/prometheus:v2.53.0',
  writer: {
    manager: 'kubectl-edit',
    operation: 'Update',
    subresource: undefined,
    time: '2026-01-02T03:04:05Z',
    recorded: true,
  },
  position: { file: 'overlays/production/monitor.yaml', line: 10, column: 5 },
  meaning: ['image of prometheus v2.49.1 → v2.53.0'],
};

const drift = (of: ObjectId, fields: readonly FieldDrift[] = []): KnownDrift => ({
  id: of,
  kind: fields.length === 0 ? 'deleted' : 'changed',
  fields,
  position: undefined,
  writer: undefined,
  firstSeen: 0,
  answer: { kind: 'warn' },
});

it('names what drifted, who did it, what it means and where Git has it', () => {
  expect(driftStatement([drift(id('StatefulSet', 'basic-monitor'), [image])], monitor)).toEqual({
    status: 'True',
    reason: 'ChangedOnCluster',
    message:
      'StatefulSet/demo/basic-monitor: spec.template.spec.containers[0].image changed by kubectl-edit (Update): image of prometheus v2.49.1 → v2.53.0 (in Git at overlays/production/monitor.yaml:10:5)',
  });
});

it('names the first three objects, and counts the others', () => {
  const gone = ['a', 'b', 'c', 'd'].map((name) => drift(id('Service', name)));
  expect(driftStatement(gone, monitor).message).toBe(
    'Service/demo/a: deleted on the cluster; Service/demo/b: deleted on the cluster; Service/demo/c: deleted on the cluster; and 1 more',
  );
});

it('keeps long lines short', () => {
  const long = { ...image, meaning: ['x'.repeat(5_000)] };
  const { message } = driftStatement([drift(id('Service', 'a'), [long])], monitor);
  expect(message).toHaveLength(300);
});

it('says of drift of other objects that it has none', () => {
  expect(driftStatement([drift(id('ConfigMap', 'settings'), [image])], monitor)).toEqual({
    status: 'False',
    reason: 'AsInGit',
    message: 'its objects are as Git has them',
  });
});
