import { describe, expect, it } from 'vitest';
import { type RulesInput, ruleFiles } from '../../../src/monitor/rules/rule-files.ts';
import { clusterOf, dmClusterOf, EVERYTHING, FULL_SPEC, rulesOf } from '../support/rules.ts';

const NOTHING: RulesInput = { clusters: [], dmClusters: [], shards: 1, programs: [], spec: {} };

const filesOf = (input: Partial<RulesInput>) =>
  Object.keys(ruleFiles({ ...NOTHING, ...input }).files).map((file) =>
    file.replace('.rules.yml', ''),
  );

describe('the files of rules', () => {
  it.each<[string, Partial<RulesInput>, readonly string[]]>([
    ['nothing is monitored', {}, ['prometheus']],
    [
      'a cluster has some components',
      { clusters: [clusterOf('a', 'b', { pd: {}, tidb: {} })] },
      ['pd', 'tidb', 'lightning', 'prometheus', 'clusters'],
    ],
    [
      'clusters have different components',
      { clusters: [clusterOf('a', 'b', { ticdc: {} }), clusterOf('a', 'c', { pump: {} })] },
      ['ticdc', 'lightning', 'binlog', 'prometheus', 'clusters'],
    ],
    [
      'a cluster is not known',
      { clusters: [{ ...clusterOf('a', 'b'), manifest: undefined }] },
      [
        ...['pd', 'tidb', 'tikv', 'tiflash', 'ticdc', 'tiproxy', 'lightning', 'binlog'],
        'prometheus',
      ],
    ],
    ['DM is monitored', { dmClusters: [dmClusterOf('a', 'b')] }, ['dm', 'prometheus']],
    [
      'something else is scraped',
      { spec: { additionalComponents: ['tikv-cdc'] } },
      ['tikv-cdc', 'prometheus'],
    ],
    [
      'programs run beside Prometheus',
      { programs: ['thanos-sidecar', 'config-reloader'] },
      ['prometheus', 'config-reloader', 'thanos-sidecar'],
    ],
  ])('are those of what is there, when %s', (_title, input, files) => {
    expect(filesOf(input)).toEqual(files);
  });

  it('have names that a ConfigMap takes for keys', () => {
    for (const file of Object.keys(ruleFiles(EVERYTHING).files)) {
      expect(file).toMatch(/^[-._a-zA-Z0-9]+$/);
    }
  });

  it('are the same each time, and have a digest that changes with any rule', () => {
    const digestOf = (spec: RulesInput['spec']) => ruleFiles({ ...EVERYTHING, spec }).digest;
    const digests = [
      {},
      { overrides: [{ alert: 'PD_no_leader', for: '2m' }] },
      { runbookURL: 'https://wiki.example.com/' },
    ].map(digestOf);
    expect(digestOf({})).toBe(digests[0]);
    expect(new Set(digests).size).toBe(3);
    expect(digests[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  it('leave room in a ConfigMap: all rules together are an eighth of it', () => {
    const size = Object.values(ruleFiles(EVERYTHING).files).join('').length;
    expect(size).toBeLessThan(1024 ** 2 / 8);
  });
});

describe('an alert', () => {
  const ruleOf = (spec: RulesInput['spec'], name: string) =>
    rulesOf({ ...EVERYTHING, spec }).find(({ alert }) => alert === name);

  it('says how bad it is, where and what, and what to do', () => {
    const { file, ...rule } = ruleOf({}, 'TiKV_low_space') ?? { file: '' };
    expect(file).toBe('tikv.rules.yml');
    const by = '(k8s_cluster, tidb_cluster, kubernetes_namespace, cluster, instance)';
    expect(rule).toEqual({
      alert: 'TiKV_low_space',
      expr: `sum by ${by} (tikv_store_size_bytes{type="available"}) / sum by ${by} (tikv_store_size_bytes{type="capacity"}) < 0.2`,
      for: '1m',
      labels: { severity: 'warning', level: 'warning', env: '{{ $labels.cluster }}' },
      annotations: {
        summary: 'TiKV runs out of space',
        description:
          '{{ $labels.kubernetes_namespace }}/{{ $labels.cluster }} {{ $labels.instance }}: {{ $value | humanizePercentage }} of its space is left; 20% or more are expected. Add space or stores, or delete data, before writes stop.',
        runbook_url: 'https://docs.pingcap.com/tidb/stable/alert-rules#tikv_low_space',
      },
    });
  });

  it('may have another threshold, which its message tells, time and severity', () => {
    const overrides = [
      { alert: 'TiKV_low_space', threshold: 0.105, for: '10m', severity: 'emergency' as const },
    ];
    const rule = ruleOf({ overrides }, 'TiKV_low_space');
    expect(rule?.expr).toMatch(/ < 0\.105$/);
    expect(rule?.for).toBe('10m');
    expect(rule?.labels).toMatchObject({ severity: 'critical', level: 'emergency' });
    expect(rule?.annotations?.description).toContain('is left; 10.5% or more are expected');
  });

  it('is gone where it is disabled, and no other one', () => {
    const all = rulesOf(EVERYTHING).map(({ alert }) => alert);
    const spec = { ...EVERYTHING.spec, overrides: [{ alert: 'TiKV_low_space', disabled: true }] };
    const left = rulesOf({ ...EVERYTHING, spec }).map(({ alert }) => alert);
    expect(left).toEqual(all.filter((alert) => alert !== 'TiKV_low_space'));
  });

  it('leads to runbooks of your own', () => {
    const spec = { ...EVERYTHING.spec, runbookURL: 'https://wiki.example.com/alerts/' };
    const addressOf = (name: string) => ruleOf(spec, name)?.annotations?.runbook_url;
    expect(addressOf('PD_no_leader')).toBe('https://wiki.example.com/alerts/PD_no_leader');
    expect(addressOf('PD_cluster_store_space_used_more_than_80%')).toBe(
      'https://wiki.example.com/alerts/PD_cluster_store_space_used_more_than_80%25',
    );
  });

  it('is left out of shards where it would mislead', () => {
    const namesOf = (shards: number) =>
      rulesOf({ ...EVERYTHING, shards }).map(({ alert }) => alert);
    const sharded = new Set(namesOf(2));
    expect(namesOf(1).filter((name) => !sharded.has(name))).toEqual([
      'cdc_no_owner',
      'tikv_cdc_no_owner',
      'DM_master_all_down',
      'Cluster_component_missing',
    ]);
  });

  it('has a name of its own, however many clusters there are', () => {
    const clusters = ['b', 'c'].map((name) => clusterOf('a', name, FULL_SPEC));
    const names = rulesOf({ ...EVERYTHING, clusters }).flatMap(({ alert }) => alert ?? []);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a component that is missing', () => {
  const missing = (spec: object) =>
    rulesOf({ ...NOTHING, clusters: [clusterOf('a', 'b', { ...spec })] })
      .filter(({ alert }) => alert === 'Cluster_component_missing')
      .flatMap(({ expr }) => [...expr.matchAll(/component="([a-z]+)"/g)].map(([, name]) => name));

  it.each<[string, object, readonly string[]]>([
    ['every component of the cluster', FULL_SPEC, Object.keys(FULL_SPEC)],
    ['nothing that has no replicas', { pd: { replicas: 3 }, tidb: { replicas: 0 } }, ['pd']],
    [
      'nothing that is suspended',
      { pd: {}, tidb: { suspendAction: { suspendStatefulSet: true } } },
      ['pd'],
    ],
    [
      'nothing of a cluster that is suspended',
      { pd: {}, suspendAction: { suspendStatefulSet: true } },
      [],
    ],
    ['nothing of a cluster without components', {}, []],
  ])('is told of %s', (_title, spec, components) => {
    expect(missing(spec)).toEqual(components);
  });
});
