import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMER_NAMES } from '../../../src/monitor/rules/catalogue/catalogue.ts';
import { TESTDATA } from '../support/read-objects.ts';
import { EVERYTHING, rulesOf } from '../support/rules.ts';

interface UpstreamAlert {
  readonly component: string;
  readonly level: string;
  /** `null`: at once. */
  readonly for: string | null;
}

/** The names of the rules that the initializer brings, and how its alerts are graded. */
const upstream: {
  readonly alerts: Readonly<Record<string, UpstreamAlert>>;
  readonly recordings: readonly string[];
} = JSON.parse(readFileSync(`${TESTDATA}upstream-rules.json`, 'utf8'));

const rules = rulesOf(EVERYTHING);
const alerts = new Map(rules.map((rule) => [rule.alert ?? '', rule]));

/** Where an alert is meant to be graded differently. */
const REGRADED: Readonly<Record<string, { readonly level: string; readonly reason: string }>> = {
  TiFlash_server_is_down: {
    level: 'critical for 5m',
    reason: 'as every server that is down: a restart is no emergency',
  },
  TiProxyReportErr: { level: 'critical for 1m', reason: 'no other alert is "major"' },
  TiProxyGetBackendFail: { level: 'critical for 1m', reason: 'no other alert is "major"' },
};

describe('the rules that the initializer brings', () => {
  it('are all known', () => {
    expect(Object.keys(upstream.alerts)).toHaveLength(118);
    expect(upstream.recordings).toHaveLength(26);
  });

  it.each(Object.entries(upstream.alerts))(
    '%s: routes and silences for it go on working',
    (name, wanted) => {
      const rule = alerts.get(name);
      const level = REGRADED[name]?.level ?? graded(wanted.level, wanted.for ?? undefined);
      expect(graded(rule?.labels?.level, rule?.for)).toBe(level);
      expect(rule?.labels?.env).toBe('{{ $labels.cluster }}');
    },
  );

  it('are recorded under the same names', () => {
    const records = rules.flatMap(({ record }) => record ?? []);
    expect(records.sort()).toEqual([...upstream.recordings].sort());
  });

  it.each(Object.entries(FORMER_NAMES))('%s of older versions is %s', (former, name) => {
    expect(alerts.has(former)).toBe(false);
    expect(alerts.has(name)).toBe(true);
  });

  it.each(Object.keys(REGRADED))('%s is really graded differently', (name) => {
    const wanted = upstream.alerts[name];
    expect(graded(wanted?.level, wanted?.for ?? undefined)).not.toBe(REGRADED[name]?.level);
  });
});

function graded(level: string | undefined, duration: string | undefined): string {
  return duration === undefined ? `${level} at once` : `${level} for ${duration}`;
}
