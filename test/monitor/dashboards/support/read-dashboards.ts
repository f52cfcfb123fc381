import { isJsonObject, type JsonObject } from '../../../../src/model/json.ts';
import { COMPONENTS, type Component } from '../../../../src/monitor/dashboards/component-set.ts';
import { dashboardTexts } from '../../../../src/monitor/dashboards/dashboard-texts.ts';
import { objectsIn } from '../../../../src/monitor/references.ts';

/** A dashboard as Grafana reads it. */
export interface Dashboard extends JsonObject {
  readonly uid: string;
  readonly title: string;
}

/** The dashboards for these components, by default for all of them. */
export function dashboardsFor(components: readonly Component[] = COMPONENTS): Dashboard[] {
  return Object.values(dashboardTexts(components)).map((text) => {
    const dashboard: unknown = JSON.parse(text);
    if (!isDashboard(dashboard)) throw new Error(`no dashboard: ${text.slice(0, 80)}`);
    return dashboard;
  });
}

function isDashboard(value: unknown): value is Dashboard {
  return isJsonObject(value) && typeof value.uid === 'string' && typeof value.title === 'string';
}

/** Every panel of a dashboard but the rows; those in closed rows, too. */
export function panelsOf(dashboard: Dashboard): readonly (JsonObject & { row: string })[] {
  let row = '';
  return objectsIn(dashboard.panels).flatMap((panel) => {
    if (panel.type !== 'row') return [{ ...panel, row }];
    row = String(panel.title);
    return objectsIn(panel.panels).map((inner) => ({ ...inner, row }));
  });
}

export function variablesOf(dashboard: Dashboard): readonly JsonObject[] {
  return isJsonObject(dashboard.templating) ? objectsIn(dashboard.templating.list) : [];
}
