import { isJsonObject, type JsonObject } from '../../../../src/model/json.ts';
import { objectsIn } from '../../../../src/monitor/references.ts';
import { type Dashboard, panelsOf, variablesOf } from './read-dashboards.ts';

/** What a person sees of a dashboard, in a form that can be reviewed line by line. */
export function outlineOf(dashboard: Dashboard): string {
  const lines = [
    `${dashboard.title} (${dashboard.uid}): ${dashboard.description}`,
    '',
    ...variablesOf(dashboard).map(variableLine),
  ];
  let row = '';
  for (const panel of panelsOf(dashboard)) {
    if (panel.row !== row) lines.push('', `## ${panel.row}${closed(dashboard, panel.row)}`);
    row = panel.row;
    lines.push('', `${panel.title} [${factsOf(panel).join(', ')}]`);
    for (const { expr, legendFormat } of objectsIn(panel.targets)) {
      lines.push(`  ${legendFormat}`, `    ${shortened(String(expr))}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function variableLine({ name, label, query, allValue, datasource, current }: JsonObject): string {
  if (datasource === undefined) {
    return `$${name} "${label}": ${isJsonObject(current) ? current.text : ''}`;
  }
  const all = allValue === undefined ? 'each value' : allValue;
  return `$${name} "${label}": ${query}, of ${datasource}, all is ${all}`;
}

function closed(dashboard: Dashboard, title: string): string {
  const row = objectsIn(dashboard.panels).find((one) => one.title === title);
  return row?.collapsed === true ? ' (closed)' : '';
}

function factsOf({ type, datasource, gridPos, fieldConfig }: JsonObject): unknown[] {
  const { w, h } = isJsonObject(gridPos) ? gridPos : {};
  const defaults = isJsonObject(fieldConfig) ? fieldConfig.defaults : undefined;
  const { unit, thresholds } = isJsonObject(defaults) ? defaults : {};
  const steps = isJsonObject(thresholds) ? objectsIn(thresholds.steps) : [];
  const limits = steps.flatMap(({ color, value }) =>
    value === null ? [] : [`${color} at ${value}`],
  );
  return [type, `${w}x${h}`, ...(unit === undefined ? [] : [unit]), ...limits, datasource];
}

/** What every expression says in the same words, in a few. */
function shortened(expr: string): string {
  return expr
    .replaceAll(
      'k8s_cluster=~"$k8s_cluster",kubernetes_namespace=~"$namespace",tidb_cluster=~"$tidb_cluster"',
      'CHOSEN',
    )
    .replaceAll('k8s_cluster, kubernetes_namespace, tidb_cluster', 'CLUSTER')
    .replaceAll('namespace=~"$pod_namespace",pod=~"$pod"', 'CHOSEN PODS');
}
