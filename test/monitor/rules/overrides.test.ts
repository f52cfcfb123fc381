import { describe, expect, it } from 'vitest';
import { problemsOf } from '../support/expansion.ts';
import { clusterText, documents, monitorText } from '../support/monitor-text.ts';

function problems(rules: string): readonly string[] {
  const monitor = monitorText('  enableAlertRules: true\n').replace(
    '{version: v2.49.1}',
    `{rules: ${rules}}`,
  );
  return problemsOf(documents(monitor, clusterText())).map((text) =>
    text.replace(/^monitor.yaml:8:\d+: TidbMonitor\/demo\/basic: spec\.prometheus\.rules\./, ''),
  );
}

const overrides = (...items: readonly string[]) => problems(`{overrides: [${items.join(', ')}]}`);

describe('overrides of alerts', () => {
  it.each([
    ['{alert: PD_no_leader, for: 30s, severity: critical}'],
    ['{alert: TiKV_low_space, threshold: 0.1}'],
    ['{alert: TiKV_leader_drops, threshold: -20}'],
    ['{alert: "PD_cluster_store_space_used_more_than_80%", threshold: 90}'],
    ['{alert: Cluster_component_missing, disabled: true}'],
  ])('may be %s', (override) => {
    expect(overrides(override)).toEqual([]);
  });

  it.each([
    [
      '{alert: TiKV_low_spaec}',
      'overrides[0].alert does not know the alert "TiKV_low_spaec"; did you mean TiKV_low_space?',
    ],
    [
      '{alert: Everything}',
      'overrides[0].alert does not know the alert "Everything"; docs/rules.md lists all alerts',
    ],
    [
      '{alert: PD_cluster_offline_tikv_nums}',
      'overrides[0].alert does not know the alert "PD_cluster_offline_tikv_nums"; it is called PD_cluster_down_store_nums now',
    ],
    [
      '{alert: toString}',
      'overrides[0].alert does not know the alert "toString"; docs/rules.md lists all alerts',
    ],
    [
      '{alert: TiKV_server_is_down, threshold: 2}',
      'overrides[0].threshold cannot be set: TiKV_server_is_down has no threshold; remove it',
    ],
    [
      '{alert: TiKV_low_space, threshold: "20%"}',
      'overrides[0].threshold is a text, not a number; write a number',
    ],
    [
      '{alert: TiKV_low_space, for: soon}',
      'overrides[0].for cannot be "soon"; write a Prometheus duration such as 30s or 5m',
    ],
    [
      '{alert: TiKV_low_space, severity: warn}',
      'overrides[0].severity does not know "warn"; use one of emergency, critical, warning, info',
    ],
    ['{threshold: 2}', 'overrides[0].alert is not set; set alert'],
  ])('cannot be %s', (override, problem) => {
    expect(overrides(override)).toEqual([problem]);
  });

  it('name each alert once', () => {
    const again = '{alert: TiKV_low_space, for: 5m}';
    expect(overrides('{alert: TiKV_low_space, threshold: 0.1}', again)).toEqual([
      'overrides[1].alert names TiKV_low_space again; say everything of an alert in one place',
    ]);
  });

  it('are all looked at, however many are wrong', () => {
    expect(overrides('{alert: a}', '{alert: b}')).toHaveLength(2);
  });
});

describe('other settings of rules', () => {
  it.each([
    [
      '{runbookURL: wiki}',
      'runbookURL cannot be "wiki"; write an address such as https://wiki.example.com/runbooks/',
    ],
    [
      '{runbookURL: "https://wiki/{{ $value }}"}',
      'runbookURL cannot be "https://wiki/{{ $value }}"; write an address such as https://wiki.example.com/runbooks/',
    ],
    [
      '{additionalComponents: [prometheus]}',
      'additionalComponents[0] does not know "prometheus"; use one of pd, tidb, tikv, tiflash, ticdc, tiproxy, lightning, binlog, tikv-cdc, dm',
    ],
    ['{enable: true}', 'enable is not a known field; did you mean enabled?'],
  ])('cannot be %s', (rules, problem) => {
    expect(problems(rules)).toEqual([problem]);
  });
});
