import { COMPONENTS, type Component } from '../../../../src/monitor/dashboards/component-set.ts';
import { objectsIn } from '../../../../src/monitor/references.ts';
import { dashboardsFor, panelsOf, variablesOf } from './read-dashboards.ts';

/** One expression of one panel. */
export interface PanelQuery {
  /** The uid of the dashboard. */
  readonly dashboard: string;
  readonly row: string;
  readonly panel: string;
  /** The datasource that is chosen unless somebody chooses another. */
  readonly datasource: 'tidb-cluster' | 'k8s-cluster';
  readonly expr: string;
  readonly legend: string;
  /** The names of the variables in the expression, in the order of the dashboard. */
  readonly variables: readonly string[];
}

/** Every expression of every dashboard for these components, by default for all of them. */
export function panelQueries(components: readonly Component[] = COMPONENTS): PanelQuery[] {
  return dashboardsFor(components).flatMap((dashboard) => {
    const names = variablesOf(dashboard).map(({ name }) => String(name));
    return panelsOf(dashboard).flatMap((panel) =>
      objectsIn(panel.targets).map(({ expr, legendFormat }) => ({
        dashboard: dashboard.uid,
        row: panel.row,
        panel: String(panel.title),
        datasource: panel.datasource === '$k8s_datasource' ? 'k8s-cluster' : 'tidb-cluster',
        expr: String(expr),
        legend: String(legendFormat),
        variables: names.filter((name) => mentions(String(expr), name)),
      })),
    );
  });
}

/**
 * An expression with its variables filled in as Grafana does it. Several values of one
 * variable become a pattern of alternatives; what is not named becomes "all".
 */
export function withVariables(
  { expr, variables }: PanelQuery,
  values: Readonly<Record<string, readonly string[]>>,
  rateInterval = '1m',
): string {
  return variables.reduce(
    (text, name) => text.replaceAll(variable(name), patternOf(values[name])),
    expr.replaceAll('$__rate_interval', rateInterval),
  );
}

function mentions(expr: string, name: string): boolean {
  return variable(name).test(expr);
}

function variable(name: string): RegExp {
  return new RegExp(`\\$${name}\\b`, 'g');
}

function patternOf(values: readonly string[] | undefined): string {
  if (values === undefined) return '.*';
  const escaped = values.map((value) => value.replaceAll(/[.*+?^$()|[\]{}\\]/g, '\\\\$&'));
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}
