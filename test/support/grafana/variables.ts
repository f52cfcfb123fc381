import type { PrometheusApi } from '../prometheus-api.ts';
import type { DashboardVariable } from './dashboards.ts';

/** The Prometheus behind each datasource, by the datasource's name. */
export type Datasources = Readonly<Record<string, PrometheusApi>>;

/** What the variables of an open dashboard hold. */
export interface ChosenVariables {
  /** The values offered for each variable that asks for values. */
  readonly offered: ReadonlyMap<string, readonly string[]>;
  /** An expression, or the name of a datasource, with every variable filled in. */
  fill(text: string): string;
  /** The Prometheus that a panel or variable asks. */
  source(datasource: string): PrometheusApi;
}

/** Those of Grafana itself, for a last hour that is scraped each 15 seconds. */
const BUILT_IN = {
  __interval: '15s',
  __rate_interval: '1m',
  __range: '1h',
  __range_s: '3600',
};

/**
 * Fills in variables in their order, as Grafana does when a dashboard opens:
 * each may ask with the values of those before it. What is not chosen is "all".
 */
export async function chooseVariables(
  variables: readonly DashboardVariable[],
  chosen: Readonly<Record<string, readonly string[]>>,
  datasources: Datasources,
): Promise<ChosenVariables> {
  const values = new Map<string, string>(Object.entries(BUILT_IN));
  const offered = new Map<string, readonly string[]>();
  const fill = (text: string) => fillIn(text, values);
  const source = (datasource: string) => {
    const found = datasources[fill(datasource)];
    if (found === undefined) throw new Error(`there is no datasource ${fill(datasource)}`);
    return found;
  };
  for (const variable of variables) {
    if (variable.type === 'datasource') {
      values.set(variable.name, variable.current);
      continue;
    }
    const options = await labelValues(fill(variable.query), source(variable.datasource));
    offered.set(variable.name, options);
    const selected = chosen[variable.name];
    if (selected === undefined) values.set(variable.name, variable.allValue ?? anyOf(options));
    else values.set(variable.name, anyOf(selected));
  }
  return { offered, fill, source };
}

/** The values of a label, sorted: what `label_values(metric, label)` stands for. */
async function labelValues(query: string, source: PrometheusApi): Promise<readonly string[]> {
  const parts = /^label_values\((.+),\s*(\w+)\)$/s.exec(query);
  if (parts === null) throw new Error(`${query}: no query for the values of a label`);
  const [, metric = '', label = ''] = parts;
  const samples = await source.query(`group by (${label}) (${metric})`);
  return samples
    .map(({ metric: labels }) => labels[label] ?? '')
    .filter((value) => value !== '')
    .sort();
}

/** Several values as one pattern, each standing for itself. */
function anyOf(values: readonly string[]): string {
  const escaped = values.map((value) => value.replace(/[$()*+.?[\\\]^{|}]/g, '\\\\$&'));
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}

function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  // What starts with a digit is a group of a pattern.
  return text.replace(/\$(?:\{([a-z_]\w*)(?::\w+)?\}|([a-z_]\w*))/gi, (match, braced, bare) => {
    const value = values.get(braced ?? bare);
    if (value === undefined) throw new Error(`${text}: there is no variable ${match}`);
    return value;
  });
}
