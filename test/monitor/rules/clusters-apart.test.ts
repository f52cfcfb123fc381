import { describe, expect, it } from 'vitest';
import { CLUSTER_LABELS } from '../../../src/monitor/rules/promql.ts';
import { mixturesIn } from '../support/promql-tree.ts';
import { EVERYTHING, rulesOf } from '../support/rules.ts';

const labels = CLUSTER_LABELS.join(', ');

describe('the expression of each rule', () => {
  it.each(rulesOf(EVERYTHING).map(({ alert, record, expr }) => [alert ?? record ?? '', expr]))(
    '%s: parses, and keeps clusters and components apart',
    (_name, expression) => {
      expect(mixturesIn(expression)).toEqual([]);
    },
  );
});

describe('what mixes clusters', () => {
  it.each([
    ['sum(x)', ['aggregates over clusters: sum(x)']],
    ['sum by (instance) (x)', ['aggregates over clusters: sum by (instance) (x)']],
    ['topk(3, x)', ['aggregates over clusters: topk(3, x)']],
    [`count without (cluster) (x)`, ['aggregates over clusters: count without (cluster) (x)']],
    ['count without (instance) (x)', []],
    [`max by (${labels}) (x)`, []],
    [
      `histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m])))`,
      ['aggregates over clusters: sum by (le) (rate(x_bucket[1m]))'],
    ],
    ['x and on (instance) y', ['matches series of different clusters: on (instance)']],
    ['x / ignoring (cluster) y', ['matches series of different clusters: ignoring (cluster)']],
    ['x / ignoring (type) y', []],
    [`x - on (${labels}) group_right y`, []],
    ['x / y', []],
    ['up == 0', ['selects processes of any component: up']],
    ['up{component="pd"} == 0', []],
    ['{component="pd"}', ['selects no metric: {component="pd"}']],
    ['x > scalar(y)', ['forgets the cluster: scalar(y)']],
    ['absent(x)', ['misses what may be there in another cluster: absent(x)']],
    [
      'absent(x{kubernetes_namespace="a", cluster=~"b"})',
      [
        'misses what may be there in another cluster: absent(x{kubernetes_namespace="a", cluster=~"b"})',
      ],
    ],
    ['absent(x{kubernetes_namespace="a", cluster="b"})', []],
    ['sum by (', ['does not parse: ', 'does not parse: ', 'aggregates over clusters: sum by (']],
  ])('%s', (expression, mixtures) => {
    expect([...mixturesIn(expression)].sort()).toEqual([...mixtures].sort());
  });
});
