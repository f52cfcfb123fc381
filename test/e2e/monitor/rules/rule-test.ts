import { ALERTS_BY_NAME } from '../../../../src/monitor/rules/catalogue/catalogue.ts';
import type { Rule } from '../../../monitor/support/rules.ts';
import type { AlertCase } from './cases/alert-case.ts';

type Labels = Readonly<Record<string, string>>;

/** The cluster that is in trouble: nothing but its namespace and its name tell it from others. */
export const BAD = { namespace: 'a-b', name: 'c' };

const BAD_LABELS: Labels = {
  tidb_cluster: 'a-b-c',
  kubernetes_namespace: 'a-b',
  cluster: 'c',
  instance: 'pod-0',
};

/** Each agrees with the bad cluster in all labels but some, and with the name of the pod. */
const GOOD_LABELS: readonly Labels[] = [
  { ...BAD_LABELS, kubernetes_namespace: 'a', cluster: 'b-c' },
  { ...BAD_LABELS, tidb_cluster: 'x-c', kubernetes_namespace: 'x' },
  { ...BAD_LABELS, k8s_cluster: 'west' },
];

/** The time of the tests at which alerts are looked at. */
const EVALUATION = '75m';

/** One test of `promtool test rules`: the alert fires for the bad cluster, and for no other. */
export function ruleTest(one: AlertCase, rule: Rule): object {
  const input = [BAD_LABELS, ...goodLabels(one.alert)].flatMap((labels, index) =>
    one.series.flatMap(([selector, bad, good]) => {
      const values = index === 0 ? bad : good;
      return values === undefined ? [] : [{ series: seriesOf(selector, one, labels), values }];
    }),
  );
  return {
    name: one.alert,
    interval: '15s',
    input_series: input,
    alert_rule_test: [
      { eval_time: EVALUATION, alertname: one.alert, exp_alerts: [expected(one, rule)] },
    ],
  };
}

/** What is missing has no labels: of two clusters that differ by `k8s_cluster`, either would do. */
function goodLabels(alert: string): readonly Labels[] {
  return alert === 'Cluster_component_missing' ? GOOD_LABELS.slice(0, 2) : GOOD_LABELS;
}

/** A selector with the labels of a cluster added. */
function seriesOf(selector: string, { alert }: AlertCase, labels: Labels): string {
  const [, metric = '', own = ''] = /^([a-z0-9_]+)(?:\{(.*)\})?$/.exec(selector) ?? [];
  const given = new Set([...own.matchAll(/(\w+)="/g)].map(([, name]) => name));
  const added = Object.entries(identity(alert, labels))
    .filter(([name]) => !given.has(name))
    .map(([name, value]) => `${name}="${value}"`);
  return `${metric}{${[own, ...added].filter((text) => text !== '').join(', ')}}`;
}

/** The monitor's own programs belong to no cluster. */
function identity(alert: string, labels: Labels): Labels {
  if (ALERTS_BY_NAME.get(alert)?.scope !== 'program') return labels;
  const { cluster, tidb_cluster, ...rest } = labels;
  return rest;
}

function expected(one: AlertCase, rule: Rule): object {
  const scope = ALERTS_BY_NAME.get(one.alert)?.scope;
  const { instance, ...cluster } = identity(one.alert, BAD_LABELS);
  const series = {
    ...cluster,
    ...(scope === 'cluster' ? {} : { instance }),
    ...one.labels,
  } as Labels;
  const rendered = (texts: Labels | undefined) =>
    Object.fromEntries(
      Object.entries(texts ?? {})
        .map(([name, text]) => [name, render(text, series, one.value)] as const)
        .filter(([, text]) => text !== ''),
    );
  return {
    exp_labels: { ...series, ...rendered(rule.labels) },
    exp_annotations: rendered(rule.annotations),
  };
}

/** What Prometheus makes of a template of ours. */
function render(template: string, labels: Labels, value: string): string {
  return template
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_whole, name: string) => labels[name] ?? '')
    .replace(/\{\{ \$value \| [^}]* \}\}/g, value);
}
