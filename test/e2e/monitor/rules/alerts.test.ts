import { beforeAll, describe, expect, it } from 'vitest';
import { ruleFiles } from '../../../../src/monitor/rules/rule-files.ts';
import { clusterOf, EVERYTHING, FULL_SPEC, rulesIn } from '../../../monitor/support/rules.ts';
import { promtool } from '../../../support/promtool.ts';
import { ALERT_CASES } from './cases/all-cases.ts';
import { BAD, ruleTest } from './rule-test.ts';

const { files } = ruleFiles({
  ...EVERYTHING,
  clusters: [clusterOf(BAD.namespace, BAD.name, FULL_SPEC)],
});
const alertsIn = (file: string) =>
  rulesIn(files[file] ?? '').flatMap((rule) =>
    rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }],
  );

it('every alert has a case, and every case an alert', () => {
  const alerts = new Set(
    Object.keys(files)
      .flatMap(alertsIn)
      .map(({ alert }) => alert),
  );
  expect(ALERT_CASES.map(({ alert }) => alert).sort()).toEqual([...alerts].sort());
});

describe.each(Object.keys(files))('%s', (file) => {
  const rules = new Map(alertsIn(file).map((rule) => [rule.alert, rule]));
  const cases = ALERT_CASES.filter(({ alert }) => rules.has(alert));
  let output = '';

  beforeAll(async () => {
    const tests = cases.flatMap((one) => {
      const rule = rules.get(one.alert);
      return rule === undefined ? [] : [ruleTest(one, rule)];
    });
    const test = { rule_files: [file], evaluation_interval: '3m', tests };
    const run = await promtool(['test', 'rules', 'test.yml'], {
      [file]: files[file] ?? '',
      'test.yml': JSON.stringify(test),
    });
    output = run.output;
    const failed = output.includes('FAILED');
    expect(run.code).toBe(failed ? 1 : 0);
  });

  it.each(cases)('$alert fires for the bad cluster, and keeps it apart from others', (one) => {
    expect(failureOf(one.alert, output)).toBe('');
  });
});

/** What promtool says of the test of an alert; empty where it passed. */
function failureOf(alert: string, output: string): string {
  const start = output.indexOf(`name: ${alert},\n`);
  if (start < 0) return '';
  const end = output.indexOf('\n    name: ', start + 1);
  return output.slice(start, end < 0 ? undefined : end);
}
