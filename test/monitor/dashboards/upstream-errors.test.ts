import { describe, expect, it } from 'vitest';
import { panelQueries } from './support/panel-queries.ts';
import { errorsIn, selectorsOf } from './support/promql.ts';
import { dashboardsFor, panelsOf, variablesOf } from './support/read-dashboards.ts';

const queries = panelQueries();
const dashboards = dashboardsFor();

function selectedFrom(datasource: string) {
  return queries
    .filter((query) => query.datasource === datasource)
    .flatMap(({ expr }) => selectorsOf(expr));
}

function expressionsOf(panel: string): string[] {
  return queries.filter((query) => query.panel === panel).map(({ expr }) => expr);
}

/** What the exporters of Kubernetes tell. */
const OF_KUBERNETES = /^(node|container|kube|kubelet)_/;

describe('what is wrong with upstream’s dashboards is right here:', () => {
  it('clusters are matched by their whole name, so that ns-a is not mixed with ns-a2', () => {
    for (const { matchers } of selectedFrom('tidb-cluster')) {
      expect(matchers).toContain('tidb_cluster=~"$tidb_cluster"');
      expect(matchers.join()).not.toMatch(/\$tidb_cluster[^"]/);
    }
  });

  it('namespaces tell clusters apart whose names run together: a/b-c and a-b/c', () => {
    for (const { matchers } of selectedFrom('tidb-cluster')) {
      expect(matchers).toContain('kubernetes_namespace=~"$namespace"');
    }
  });

  it('clusters without PD can be chosen', () => {
    const choices = dashboards.flatMap((dashboard) =>
      variablesOf(dashboard).filter(({ name }) =>
        ['k8s_cluster', 'namespace', 'tidb_cluster'].includes(String(name)),
      ),
    );
    expect(choices).toHaveLength(3 * dashboards.length);
    for (const { query } of choices) expect(query).toMatch(/^label_values\(up\{/);
  });

  it('a label k8s_cluster need not be there', () => {
    for (const dashboard of dashboards) {
      const variable = variablesOf(dashboard).find(({ name }) => name === 'k8s_cluster');
      expect(variable).toMatchObject({ allValue: '.*', current: { value: '$__all' } });
    }
  });

  it('every expression of TiDB’s dashboard can be parsed', () => {
    const broken = queries.filter(
      ({ dashboard, expr }) =>
        dashboard === 'tidewatch-tidb' &&
        errorsIn(expr.replaceAll('$__rate_interval', '1m')).length > 0,
    );
    expect(broken).toEqual([]);
  });

  it('variables are spelled right: there is no $kuberentes', () => {
    for (const dashboard of dashboards) {
      const names = variablesOf(dashboard).map(({ name }) => name);
      const used = [...JSON.stringify(panelsOf(dashboard)).matchAll(/\$([a-z]\w*)/g)];
      for (const [, name] of used) expect(names).toContain(name);
    }
  });

  it('nodes, containers and volumes are asked of the Prometheus that watches them', () => {
    const wrong = selectedFrom('tidb-cluster').filter(({ metric }) => OF_KUBERNETES.test(metric));
    expect(wrong).toEqual([]);
    const right = selectedFrom('k8s-cluster').filter(({ metric }) => !OF_KUBERNETES.test(metric));
    expect(right).toEqual([]);
  });

  it('pods of every chosen namespace are shown', () => {
    const pods = selectedFrom('k8s-cluster').filter(({ metric }) =>
      metric.startsWith('container_'),
    );
    expect(pods.length).toBeGreaterThan(0);
    for (const { matchers } of pods) expect(matchers).toContain('namespace=~"$pod_namespace"');
  });

  it('nothing is asked for that kube-state-metrics 2 does not have any more', () => {
    const removed =
      /^kube_(pod_container_resource_(requests|limits)_(cpu_cores|memory_bytes)|node_status_(capacity|allocatable)_\w+|endpoint_address_(available|not_ready))$/;
    expect(
      queries.filter(({ expr }) => selectorsOf(expr).some(({ metric }) => removed.test(metric))),
    ).toEqual([]);
  });

  it('nothing is asked for that node-exporter 0.16 renamed', () => {
    const renamed =
      /\bnode_(cpu|memory_MemTotal|disk_bytes_read|disk_io_time_ms|filesystem_size)\b/;
    expect(queries.filter(({ expr }) => renamed.test(expr))).toEqual([]);
  });

  it('jobs are not relied on: one is called <namespace>-<cluster>-tidb, not tidb', () => {
    for (const { matchers } of selectedFrom('tidb-cluster')) {
      expect(matchers.filter((matcher) => matcher.startsWith('job'))).toEqual([]);
    }
  });

  it('means divide the sum and the count of the same instances', () => {
    const [mean] = expressionsOf('Get backend duration').filter((expr) => expr.includes('_sum'));
    const [sum, count] = selectorsOf(mean ?? '');
    expect(sum?.matchers).toEqual(count?.matchers);
    expect([sum?.metric, count?.metric]).toEqual([
      'tiproxy_backend_get_backend_duration_seconds_sum',
      'tiproxy_backend_get_backend_duration_seconds_count',
    ]);
  });

  it('bytes of a disk are not taken for sectors', () => {
    for (const expr of expressionsOf('Disk IO average size')) expect(expr).not.toContain('512');
  });

  it('TiCDC’s safepoints are those of the chosen clusters', () => {
    expect(
      expressionsOf('GC time')
        .flatMap(selectorsOf)
        .map(({ matchers }) => matchers),
    ).toEqual([
      expect.arrayContaining(['tidb_cluster=~"$tidb_cluster"']),
      expect.arrayContaining(['tidb_cluster=~"$tidb_cluster"']),
    ]);
  });

  it('no task that runs is a zero, not a hole', () => {
    expect(expressionsOf('Running task count')[0]).toContain('== bool 2');
  });
});
