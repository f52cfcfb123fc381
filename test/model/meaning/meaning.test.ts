import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/model/json.ts';
import type { FieldPath, Manifest } from '../../../src/model/manifest.ts';
import { meaningOf } from '../../../src/model/meaning/meaning.ts';
import { configMap, statefulSet } from '../../support/objects.ts';

function meaning(
  object: Manifest,
  path: FieldPath,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): readonly string[] {
  return meaningOf(object, { path, before, after });
}

const image = ['spec', 'template', 'spec', 'containers', 0, 'image'];

describe('an image', () => {
  it.each([
    [
      'prom/prometheus:v2.49.1',
      'prom/prometheus:v2.50.0',
      'prom/prometheus: version v2.49.1 -> v2.50.0',
    ],
    ['prom/prometheus', 'prom/prometheus:v3', 'prom/prometheus: version latest -> v3'],
    ['host:5000/a:1', 'host:5000/a@sha256:12', 'host:5000/a: version 1 -> sha256:12'],
    ['prom/prometheus:v3', 'evil/prometheus:v3', 'image prom/prometheus -> evil/prometheus'],
  ])('from %s to %s', (before, after, line) => {
    expect(meaning(statefulSet('db'), image, before, after)).toEqual([line]);
  });
});

it('tells the number of pods', () => {
  const path = ['spec', 'replicas'];
  expect(meaning(statefulSet('db'), path, 2, 5)).toEqual(['scaled up from 2 to 5 pods']);
  expect(meaning(statefulSet('db'), path, 2, 1)).toEqual(['scaled down from 2 to 1 pods']);
  expect(meaning(statefulSet('db'), path, 2, 0)).toEqual(['stopped: no pod runs any more']);
});

describe('rights', () => {
  const role = (kind: string): Manifest => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'r' },
  });
  const rule = (verbs: string[], resources: string[], more = {}) => ({
    apiGroups: [''],
    resources,
    verbs,
    ...more,
  });

  it('are told one by one, and escalations flagged', () => {
    const before = [rule(['get', 'list'], ['pods'])];
    const after = [
      rule(['get'], ['pods', 'secrets']),
      rule(['*'], ['configmaps'], { resourceNames: ['a'] }),
    ];
    expect(meaning(role('Role'), ['rules'], before, after)).toEqual([
      'may now get secrets (escalation: reads Secrets)',
      'may now * configmaps named a (escalation: every verb)',
      'may no longer list pods',
    ]);
    expect(meaning(role('ClusterRole'), ['rules'], before, undefined)).toEqual([
      'may no longer get pods in the whole cluster',
      'may no longer list pods in the whole cluster',
    ]);
  });

  it('do not change when they are only written in another way', () => {
    const before = [rule(['get', 'list'], ['pods'])];
    const after = [rule(['list'], ['pods']), rule(['get'], ['pods'])];
    expect(meaning(role('Role'), ['rules'], before, after)).toEqual([]);
  });

  it('go from one subject to another', () => {
    const subject = (name: string) => [{ kind: 'ServiceAccount', namespace: 'ns', name }];
    expect(meaning(role('RoleBinding'), ['subjects'], subject('a'), subject('b'))).toEqual([
      'ServiceAccount/ns/b gains the role',
      'ServiceAccount/ns/a loses the role',
    ]);
  });
});

describe('a file of a ConfigMap', () => {
  const file = (before: string | undefined, after: string | undefined, key = 'a.yml') =>
    meaning(configMap('c'), ['data', key], before, after);
  const dashboard = (panels: object[], more = {}) =>
    JSON.stringify({ title: 'D', schemaVersion: 42, panels, ...more });

  it('of Prometheus is told by jobs and global settings', () => {
    const before = `global: {scrape_interval: 15s}
scrape_configs:
- {job_name: tidb, scrape_interval: 15s}
- {job_name: tikv}
rule_files: [a.yml]
`;
    const after = `global: {scrape_interval: 60s}
scrape_configs:
- {job_name: tidb, scrape_interval: 30s}
- {job_name: mine}
rule_files: []
`;
    expect(file(before, after)).toEqual([
      'scrape job tidb: scrape_interval changed',
      'scrape job tikv removed',
      'scrape job mine added',
      'global scrape_interval: 15s -> 60s',
      'rule_files changed',
    ]);
  });

  it('with rules is told by alerts', () => {
    const rules = (expr: string) => `groups:
- name: g
  rules:
  - {alert: Down, expr: '${expr}', for: 1m}
`;
    expect(file(rules('up == 0'), rules('up == 1'))).toEqual(['rule Down: up == 0 -> up == 1']);
    expect(file(rules('up == 0'), 'groups: []')).toEqual(['rule Down removed']);
  });

  it.each([
    [[{ value: 1, colorMode: 'critical' }], [], 'critical from 1 -> none'],
    [undefined, [{ value: 2 }], 'none -> no colour from 2'],
    ['high', 'low', 'changed'],
  ])('tells thresholds of old panels: %j to %j', (before, after, text) => {
    const panel = (thresholds: unknown) =>
      JSON.stringify({ title: 'D', panels: [{ title: 'A', targets: [], thresholds }] });
    expect(file(panel(before), panel(after), 'd.json')).toEqual([`panel A: thresholds ${text}`]);
  });

  it('with a dashboard is told by panels', () => {
    const panel = (title: string, expr: string, value: number) => ({
      title,
      targets: [{ expr }],
      fieldConfig: { defaults: { thresholds: { steps: [{ value, color: 'red' }] } } },
    });
    const before = dashboard([panel('A', 'a', 1), panel('B', 'b', 1), panel('C', 'c', 1)]);
    const after = dashboard([panel('A', 'a2', 1), panel('B', 'b', 2), panel('D', 'd', 1)], {
      title: 'E',
    });
    expect(file(before, after, 'd.json')).toEqual([
      'panel A: query a -> a2',
      'panel B: thresholds red from 1 -> red from 2',
      'panel C removed',
      'panel D added',
      'dashboard title changed',
    ]);
  });

  it('may have come, gone or been broken', () => {
    expect(file(undefined, 'x: 1')).toEqual(['file a.yml added']);
    expect(file('x: 1', undefined)).toEqual(['file a.yml removed']);
    expect(file('global: {}', 'global: [')).toEqual(['a.yml cannot be parsed any more']);
  });

  it('without a meaning of its own is left to its values', () => {
    expect(file('x: 1', 'x: 2')).toEqual([]);
    expect(file('plain', 'text')).toEqual([]);
  });

  it('tells no credentials, and no thousand lines', () => {
    const jobs = (count: number) =>
      `scrape_configs:\n${Array.from({ length: count }, (_, index) => `- {job_name: j${index}}\n`).join('')}`;
    const lines = file(jobs(1), jobs(31));
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 10 more');
    const global = (url: string) => `global: {proxy: '${url}'}`;
    expect(file(global('http://a'), global('http://u:geheim@b'))).toEqual([
      'global proxy: http://a -> http://u:***@b',
    ]);
  });
});

it('tells that a value of a Secret changed, and never the value', () => {
  const secret: Manifest = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } };
  expect(meaning(secret, ['data', 'password'], 'YQ==', 'Yg==')).toEqual(['value password changed']);
  expect(meaning(secret, ['data'], { a: 'YQ==', b: 'YQ==' }, { b: 'Yg==', c: 'YQ==' })).toEqual([
    'value a removed',
    'value b changed',
    'value c added',
  ]);
});
