import { describe, expect, it } from 'vitest';
import { type PanelQuery, panelQueries, withVariables } from './support/panel-queries.ts';
import { aggregationsOf, errorsIn, selectorsOf } from './support/promql.ts';

const queries = panelQueries();
const places = queries.map((query, index) => ({
  place: `${query.dashboard} / ${query.panel} [${index}]`,
  query,
}));

/** Labels that say which cluster a sample of the monitor's own Prometheus is of. */
const CLUSTER = [
  'k8s_cluster=~"$k8s_cluster"',
  'kubernetes_namespace=~"$namespace"',
  'tidb_cluster=~"$tidb_cluster"',
];

describe('the expressions of all dashboards', () => {
  it('are many', () => {
    expect(queries.length).toBeGreaterThan(300);
  });

  it.each(places)('$place: is PromQL', ({ query }) => {
    expect(errorsIn(filled(query))).toEqual([]);
  });

  it.each(places.filter(({ query }) => query.datasource === 'tidb-cluster'))(
    '$place: selects samples of the chosen clusters alone',
    ({ query }) => {
      const selectors = selectorsOf(query.expr);
      expect(selectors).not.toEqual([]);
      for (const { matchers } of selectors) {
        expect(matchers).toEqual(expect.arrayContaining(CLUSTER));
      }
    },
  );

  it.each(places.filter(({ query }) => query.datasource === 'k8s-cluster'))(
    '$place: selects the chosen pods or nodes alone',
    ({ query }) => {
      const selectors = selectorsOf(query.expr);
      const chosen = ['pod=~"$pod"', 'nodename=~"$node"', 'node=~"$node"'];
      expect(selectors.flatMap(({ matchers }) => matchers)).toEqual(
        expect.arrayContaining([expect.toBeOneOf(chosen)]),
      );
      for (const { metric, matchers } of selectors) {
        const narrowed = matchers.some((one) => /\$(pod_namespace|pod|node)"/.test(one));
        // What node-exporter tells is narrowed by the node that it is joined with.
        expect(narrowed || metric.startsWith('node_')).toBe(true);
      }
    },
  );

  it.each(places)('$place: keeps what tells clusters apart in every aggregation', ({ query }) => {
    for (const labels of aggregationsOf(query.expr)) {
      const kept =
        query.datasource === 'tidb-cluster'
          ? ['k8s_cluster', 'kubernetes_namespace', 'tidb_cluster']
          : [expect.toBeOneOf(['namespace', 'nodename', 'instance', 'node'])];
      expect(labels).toEqual(expect.arrayContaining(kept));
    }
  });

  it.each(places)('$place: names in its legend only labels that there are', ({ query }) => {
    const kept = aggregationsOf(query.expr).flat();
    const named = [...query.legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label]) => label);
    const added = ['le', 'service', 'backend', 'from', 'to'];
    expect(named.filter((label) => ![...kept, ...added].includes(label ?? ''))).toEqual([]);
  });

  it.each(places)('$place: looks back as far as the step of the graph asks for', ({ query }) => {
    const ranges = [...query.expr.matchAll(/\}\[([^\]]+)\]/g)].map(([, range]) => range);
    // Elections are rare: a short range would show none.
    const allowed = query.panel === 'Ownership history' ? ['240s'] : ['$__rate_interval'];
    expect(ranges.filter((range) => !allowed.includes(range ?? ''))).toEqual([]);
  });
});

describe('filling in variables', () => {
  const query = queries.find(({ panel }) => panel === 'Leader');

  it('takes values literally, several as alternatives, and everything for what is not named', () => {
    const values = { tidb_cluster: ['ns-a', 'ns-b.c'], namespace: ['ns'] };
    expect(withVariables(query ?? missing(), values)).toBe(
      'sum by (k8s_cluster, kubernetes_namespace, tidb_cluster, instance) (tikv_raftstore_region_count{k8s_cluster=~".*",kubernetes_namespace=~"ns",tidb_cluster=~"(ns-a|ns-b\\\\.c)",type="leader"})',
    );
  });
});

function missing(): never {
  throw new Error('no such panel');
}

function filled(query: PanelQuery): string {
  return withVariables(query, {});
}
