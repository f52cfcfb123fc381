import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/model/json.ts';

/** A query of a panel. */
export interface PanelQuery {
  /** The row that the panel stands in. */
  readonly row: string;
  readonly panel: string;
  readonly refId: string;
  readonly expression: string;
  /** As the panel has it: `$datasource`, or a name. */
  readonly datasource: string;
}

/** A variable of a dashboard, in Grafana's words. */
export interface DashboardVariable {
  readonly name: string;
  readonly type: 'datasource' | 'query';
  /** Of a query: `label_values(metric, label)`. Of a datasource: its type. */
  readonly query: string;
  readonly datasource: string;
  /** What stands for "all"; every value where unset. */
  readonly allValue: string | undefined;
  /** What is chosen when the dashboard is opened. */
  readonly current: string;
}

export interface ReadDashboard {
  readonly uid: string;
  readonly title: string;
  readonly variables: readonly DashboardVariable[];
  readonly queries: readonly PanelQuery[];
}

/** Reads a dashboard's JSON as Grafana provisions it. */
export function readDashboard(text: string): ReadDashboard {
  const dashboard: JsonValue = JSON.parse(text);
  if (!isJsonObject(dashboard)) throw new Error('a dashboard is no object');
  const templating = isJsonObject(dashboard.templating) ? dashboard.templating : {};
  return {
    uid: String(dashboard.uid),
    title: String(dashboard.title),
    variables: objectsIn(templating.list).map(readVariable),
    queries: queriesIn(objectsIn(dashboard.panels)),
  };
}

function readVariable(variable: JsonObject): DashboardVariable {
  const { type, name, query, allValue, current, datasource } = variable;
  if (type !== 'datasource' && type !== 'query')
    throw new Error(`${name}: a variable of type ${type}`);
  return {
    name: String(name),
    type,
    query: String(query),
    datasource: String(datasource),
    allValue: typeof allValue === 'string' ? allValue : undefined,
    current: isJsonObject(current) ? String(current.value) : '',
  };
}

/** Panels stand below their row, or, where it is folded, in it. */
function queriesIn(panels: readonly JsonObject[]): readonly PanelQuery[] {
  const queries: PanelQuery[] = [];
  let row = '';
  for (const panel of panels) {
    if (panel.type === 'row') row = String(panel.title);
    const folded = objectsIn(panel.panels);
    for (const one of panel.type === 'row' ? folded : [panel]) {
      for (const target of objectsIn(one.targets)) {
        queries.push({
          row,
          panel: String(one.title),
          refId: String(target.refId),
          expression: String(target.expr),
          datasource: String(target.datasource ?? one.datasource),
        });
      }
    }
  }
  return queries;
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
