import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardDefinition } from './definition.ts';
import type { LabelVariable, SourceVariable, Variable } from './variables.ts';

/** What all dashboards are tagged with: they link to each other by it. */
export const TAG = 'tidewatch';

/** A dashboard without its panels. */
export function buildDashboard(definition: DashboardDefinition): Dashboard {
  const links = new DashboardLinkBuilder('Dashboards')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .includeVars(true)
    .keepTime(true);
  return new DashboardBuilder(definition.title)
    .uid(definition.uid)
    .description(definition.description)
    .tags([TAG, 'tidb'])
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('1m')
    .links([links])
    .variables(definition.variables.map(buildVariable))
    .build();
}

function buildVariable(variable: Variable): DatasourceVariableBuilder | QueryVariableBuilder {
  return 'datasource' in variable ? buildSource(variable) : buildLabel(variable);
}

function buildSource({ name, label, description, datasource }: SourceVariable) {
  return new DatasourceVariableBuilder(name)
    .label(label)
    .description(description)
    .hide(VariableHide.DontHide)
    .type('prometheus')
    .current({ selected: true, text: datasource, value: datasource });
}

function buildLabel({ name, label, description, query, from, all, hidden }: LabelVariable) {
  const builder = new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .hide(hidden === true ? VariableHide.HideVariable : VariableHide.DontHide)
    .datasource({ type: 'prometheus', uid: `$${from}` })
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: 'All', value: '$__all' });
  return all === undefined ? builder : builder.allValue(all);
}
