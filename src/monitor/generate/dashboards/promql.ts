/** One expression of a panel, and how its series are called. */
export interface Query {
  readonly expr: string;
  /** Grafana's legend format: `{{label}}` stands for a label's value. */
  readonly legend: string;
}

/** What all selectors of a group of expressions have in common. */
export interface Scope {
  /** Matchers that every selector has: `tidb_cluster=~"$tidb_cluster"`. */
  readonly matchers: readonly string[];
  /** Labels that every aggregation keeps, so that what they tell apart is never added up. */
  readonly labels: readonly string[];
  /** What every legend starts with. */
  readonly legend: string;
}

/** How one expression differs from its metric alone. */
export interface Series {
  /** More labels to keep. */
  readonly by?: readonly string[];
  /** More matchers: `type="leader"`. */
  readonly where?: string;
  /** What the series is called between the cluster and the labels. */
  readonly name?: string;
}

/** Writes expressions of one scope. */
export type Expressions = ReturnType<typeof expressionsIn>;

export function expressionsIn(scope: Scope) {
  const select = (metric: string, where?: string): string =>
    `${metric}{${[...scope.matchers, ...(where === undefined ? [] : [where])].join(',')}}`;
  const rate = (metric: string, where?: string): string =>
    `rate(${select(metric, where)}[$__rate_interval])`;
  const keep = (by: readonly string[] = []): string =>
    `by (${[...scope.labels, ...by].join(', ')})`;
  const legend = (name = '', by: readonly string[] = []): string =>
    [scope.legend, name, ...by.map((label) => `{{${label}}}`)].filter(Boolean).join(' ');
  const aggregate =
    (operator: string, inner: (metric: string, where?: string) => string, factor = '') =>
    (metric: string, { by, where, name }: Series = {}): Query => ({
      expr: `${operator} ${keep(by)} (${inner(metric, where)})${factor}`,
      legend: legend(name, by),
    });

  return {
    /** A selector: the metric with all matchers. */
    select,
    /** The labels that an aggregation keeps: `by (…)`. */
    keep,
    legend,
    /** Gauges, added up. */
    sum: aggregate('sum', select),
    max: aggregate('max', select),
    avg: aggregate('avg', select),
    /** How many series there are. */
    count: aggregate('count', select),
    /** Events a second. */
    perSecond: aggregate('sum', rate),
    /** Events a minute. */
    perMinute: aggregate('sum', rate, ' * 60'),
    /** Quantiles of a histogram, by the name of it without `_bucket`. */
    quantiles: (histogram: string, quantiles: readonly number[], series: Series = {}): Query[] =>
      quantiles.map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum ${keep([...(series.by ?? []), 'le'])} (${rate(`${histogram}_bucket`, series.where)}))`,
        legend: legend(joined(series.name, `p${quantile * 100}`), series.by),
      })),
    /** The mean of what a histogram or summary observed. */
    mean: (histogram: string, { by, where, name = 'mean' }: Series = {}): Query => ({
      expr: `sum ${keep(by)} (${rate(`${histogram}_sum`, where)}) / sum ${keep(by)} (${rate(`${histogram}_count`, where)})`,
      legend: legend(name, by),
    }),
    /** Seconds since the processes were started. */
    uptime: ({ by = ['instance'], where, name }: Series = {}): Query => ({
      expr: `time() - max ${keep(by)} (${select('process_start_time_seconds', where)})`,
      legend: legend(name, by),
    }),
  };
}

/** Two expressions with the same labels, joined; the series are called as the left one is. */
export function combined(left: Query, operator: '+' | '-' | '/', right: Query): Query {
  return { expr: `${left.expr} ${operator} ${right.expr}`, legend: left.legend };
}

function joined(name: string | undefined, rest: string): string {
  return name === undefined ? rest : `${name} ${rest}`;
}
