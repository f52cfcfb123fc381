import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../../src/model/manifest.ts';
import {
  configOf,
  expansionOf,
  jobsOf,
  podSpecOf,
  warningsOf,
  workloadOf,
} from '../support/expansion.ts';
import { clusterText, documents, monitorText } from '../support/monitor-text.ts';
import { find } from '../support/read-objects.ts';

const GENERATED = '/etc/prometheus/config/*.rules.yml';
const INITIALIZER = '/prometheus-rules/rules/*.rules.yml';
const OWN = '/prometheus-external-rules/*.rules.yml';

const EXTERNAL_RULES = 'config: {ruleConfigRef: {name: own}}';
const EXTERNAL_CONFIG = 'config: {configMapRef: {name: own}}';

/** A TidbMonitor with lines under `spec` and fields of `spec.prometheus`, and its cluster. */
function texts(spec: string, prometheus = '', config = 'scrape_configs: []'): string {
  const own = `apiVersion: v1
kind: ConfigMap
metadata: {name: own, namespace: demo}
data: {prometheus-config: ${JSON.stringify(config)}, own.rules.yml: ""}
`;
  const monitor = monitorText(spec).replace(
    '{version: v2.49.1}',
    `{version: v2.49.1, ${prometheus}}`,
  );
  return documents(monitor, clusterText(), own);
}

const expanded = (...args: Parameters<typeof texts>) => expansionOf(texts(...args));

const dataOf = (expansion: ReturnType<typeof expansionOf>, name = 'basic-monitor') =>
  valueAt(find(expansion.objects, 'ConfigMap', name), ['data']) as Record<string, string>;

const ALERTS = '  alertmanagerURL: alerts:9093\n';

describe('which rules are loaded', () => {
  it.each<[string, string, string, readonly string[] | undefined]>([
    ['none by default', '', '', undefined],
    ['the generated ones with an Alertmanager', ALERTS, '', [GENERATED]],
    ['the generated ones where rules are on', '  enableAlertRules: true\n', '', [GENERATED]],
    ['the generated ones where they are asked for', '', 'rules: {enabled: true}', [GENERATED]],
    ['none where nobody asks for alerts', '', 'rules: {enabled: false}', undefined],
    [
      'the initializer’s rather than the generated',
      ALERTS,
      'rules: {enabled: false}',
      [INITIALIZER],
    ],
    ['one’s own, which replace all others', ALERTS, EXTERNAL_RULES, [OWN]],
    ['one’s own without alerts', '', EXTERNAL_RULES, [OWN]],
    ['both', ALERTS, `rules: {enabled: true}, ${EXTERNAL_RULES}`, [GENERATED, OWN]],
  ])('%s', (_title, spec, prometheus, files) => {
    const expansion = expanded(spec, prometheus);
    expect(configOf(expansion).rule_files).toEqual(files);
    const keys = Object.keys(dataOf(expansion)).filter((key) => key.endsWith('.rules.yml'));
    expect(keys.length > 0).toBe(files?.includes(GENERATED) === true);
  });

  it('the generated ones of each shard, beside its configuration', () => {
    const expansion = expanded(`${ALERTS}  shards: 2\n`);
    const keys = ['prometheus.yml', 'pd.rules.yml', 'tidb.rules.yml', 'lightning.rules.yml'];
    expect(Object.keys(dataOf(expansion, 'basic-monitor-shard-1'))).toEqual([
      ...keys,
      'prometheus.rules.yml',
    ]);
    expect(Object.keys(dataOf(expansion))).toEqual([...keys, 'prometheus.rules.yml']);
  });

  it('nothing of a configuration of one’s own is touched', () => {
    const config = 'scrape_configs: []';
    const data = dataOf(expanded(ALERTS, EXTERNAL_CONFIG, config));
    expect(data).toEqual({ 'prometheus.yml': config });
  });

  it('a configuration of one’s own may load the generated ones', () => {
    const config = `rule_files: ["${GENERATED}"]`;
    const expansion = expanded('', `rules: {enabled: true}, ${EXTERNAL_CONFIG}`, config);
    expect(expansion.warnings).toEqual([]);
    const data = dataOf(expansion);
    expect(data['prometheus.yml']).toMatch(
      /^rule_files: \[.*\]\n# The rules beside this file: [0-9a-f]{16}\n$/,
    );
    expect(data['pd.rules.yml']).toContain('PD_no_leader');
  });
});

describe('a change of the rules', () => {
  const FASTER = 'rules: {overrides: [{alert: PD_no_leader, for: 30s}]}';
  const textOf = (prometheus: string) => dataOf(expanded(ALERTS, prometheus))['prometheus.yml'];

  it('changes the configuration, which is all that the reloader looks at', () => {
    expect(textOf(FASTER)).not.toBe(textOf(''));
    expect(load(textOf(FASTER) ?? '')).toEqual(load(textOf('') ?? ''));
  });

  it('restarts the pods where nothing reloads Prometheus', () => {
    const annotationsOf = (spec: string, prometheus: string) =>
      valueAt(workloadOf(expanded(ALERTS + spec, prometheus)), [
        ...['spec', 'template', 'metadata', 'annotations'],
      ]);
    expect(annotationsOf('', FASTER)).not.toEqual(annotationsOf('', ''));
    expect(annotationsOf('  prometheusReloader: {}\n', FASTER)).toBeUndefined();
  });

  it('and of where they come from leaves the pod template as it is', () => {
    const reloader = '  prometheusReloader: {}\n';
    const generated = podSpecOf(expanded(ALERTS + reloader));
    expect(podSpecOf(expanded(ALERTS + reloader, 'rules: {enabled: false}'))).toEqual(generated);
  });
});

describe('the monitor itself', () => {
  const programsOf = (spec: string, prometheus = '') =>
    jobsOf(expanded(spec, prometheus))
      .filter(({ job_name }) => String(job_name).startsWith('demo-basic-monitor-'))
      .map((job) => [
        String(job.job_name).replace('demo-basic-monitor-', ''),
        valueAt(job, ['static_configs', 0, 'targets', 0]),
        job.metrics_path,
      ]);

  it('is scraped where rules look at it', () => {
    expect(programsOf('')).toEqual([]);
    expect(programsOf(ALERTS)).toEqual([['prometheus', 'localhost:9090', '/metrics']]);
    expect(programsOf(ALERTS, 'rules: {enabled: false}')).toEqual([]);
  });

  it('is scraped with all that runs beside it', () => {
    const all = `${ALERTS}  prometheusReloader: {}\n  thanos: {}\n`;
    expect(programsOf(all, 'config: {commandOptions: ["--web.route-prefix=/p"]}')).toEqual([
      ['prometheus', 'localhost:9090', '/p/metrics'],
      ['config-reloader', 'localhost:9088', '/metrics'],
      ['thanos-sidecar', 'basic-prometheus.demo.svc:10902', '/metrics'],
    ]);
    const local = `${ALERTS}  thanos: {listenLocal: true}\n  replicas: 2\n`;
    expect(programsOf(local)).toContainEqual(['thanos-sidecar', 'localhost:10902', '/metrics']);
  });

  it('is not scraped through a Service that leads to several pods', () => {
    const programs = programsOf(`${ALERTS}  thanos: {}\n  replicas: 2\n`).map(([name]) => name);
    expect(programs).toEqual(['prometheus']);
  });
});

describe('settings of rules', () => {
  it.each([
    [
      'that no rule is generated for',
      '',
      'rules: {runbookURL: "https://a/"}',
      [
        'monitor.yaml:8:34: TidbMonitor/demo/basic: spec.prometheus.rules has no effect, since the generated rules are not loaded; set its field enabled to true, or remove it',
      ],
    ],
    [
      'of a version that is not used',
      `${ALERTS}  alertManagerRulesVersion: v8.1.0\n`,
      '',
      [
        'monitor.yaml:12:3: TidbMonitor/demo/basic: spec.alertManagerRulesVersion has no effect, since the rules are generated; remove it, or set spec.prometheus.rules.enabled to false for the rules of that version',
      ],
    ],
    [
      'that a configuration of one’s own does not load',
      '',
      `rules: {enabled: true}, ${EXTERNAL_CONFIG}`,
      [
        `monitor.yaml:8:42: TidbMonitor/demo/basic: spec.prometheus.rules.enabled has no effect, since the configuration of your own does not load the rules; add ${GENERATED} to its rule_files`,
      ],
    ],
    ['that are of use', ALERTS, 'rules: {runbookURL: "https://a/"}', []],
  ])('%s are told', (_title, spec, prometheus, warnings) => {
    expect(warningsOf(texts(spec, prometheus))).toEqual(warnings);
  });
});
