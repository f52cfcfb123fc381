import type { JsonValue } from '../../../model/json.ts';
import type { DashboardDefinition } from './definition.ts';
import { buildDashboard } from './grafana-json.ts';
import { buildRows } from './layout.ts';
import { DASHBOARDS } from './list.ts';
import { dashboardText, portableJson } from './portable-json.ts';

const FOLDER = 'src/monitor/dashboards/generated';

/** The files with the dashboards, by their path in the repository. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(
    DASHBOARDS.map((definition) => [
      `${FOLDER}/${definition.uid.replace('tidewatch-', '')}.json`,
      textOf(definition),
    ]),
  );
}

function textOf(definition: DashboardDefinition): string {
  const rows = buildRows(definition.rows).map(portableJson);
  const dashboard = portableJson(buildDashboard(definition));
  return dashboardText(rows, dashboard, [...definition.components] as JsonValue);
}
