import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { PanelDefinition } from './definition.ts';
import type { Query } from './promql.ts';
import { refId, tableTransformations } from './table-columns.ts';
import { DATASOURCE, KUBERNETES_DATASOURCE } from './variables.ts';

/** A panel as Grafana knows it; its place on the dashboard is not decided here. */
export function buildPanel(panel: PanelDefinition): Panel {
  const builder = builders[panel.kind](panel)
    .title(panel.title)
    .description(panel.description)
    .datasource({ type: 'prometheus', uid: `$${sourceOf(panel)}` })
    .targets(panel.queries.map((query, index) => target(panel, query, index)));
  if (panel.min !== undefined) builder.min(panel.min);
  if (panel.max !== undefined) builder.max(panel.max);
  return builder.build();
}

function sourceOf({ kubernetes = false }: PanelDefinition): string {
  return kubernetes ? KUBERNETES_DATASOURCE : DATASOURCE;
}

const builders = { lines, number, table: tableOf, heatmap: heatmapOf };

function lines(panel: PanelDefinition): timeseries.PanelBuilder {
  const builder = new timeseries.PanelBuilder()
    .unit(panel.unit)
    .lineWidth(1)
    .fillOpacity(5)
    .showPoints(VisibilityMode.Never)
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    )
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull', 'max']),
    );
  const thresholds = thresholdsOf(panel);
  if (thresholds === undefined) return builder;
  const style = new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Line);
  return builder.thresholds(thresholds).thresholdsStyle(style);
}

function number(panel: PanelDefinition): stat.PanelBuilder {
  const builder = new stat.PanelBuilder()
    .unit(panel.unit)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false));
  return builder.thresholds(thresholdsOf(panel) ?? new ThresholdsConfigBuilder().steps([CALM]));
}

function tableOf(panel: PanelDefinition): table.PanelBuilder {
  const builder = new table.PanelBuilder().transformations(tableTransformations(panel));
  for (const { heading, unit } of panel.values ?? []) {
    builder.overrideByName(heading, [{ id: 'unit', value: unit }]);
  }
  return builder;
}

function heatmapOf(panel: PanelDefinition): heatmap.PanelBuilder {
  return new heatmap.PanelBuilder()
    .unit(panel.unit)
    .yAxis(new heatmap.YAxisConfigBuilder().unit(panel.unit))
    .color(new heatmap.HeatmapColorOptionsBuilder().scheme('Spectral').steps(64).reverse(true));
}

/** Green below every threshold. The first step has no value: it starts at minus infinity. */
const CALM: Threshold = { color: 'green', value: null };

function thresholdsOf({ warning, critical }: PanelDefinition): ThresholdsConfigBuilder | undefined {
  if (warning === undefined && critical === undefined) return undefined;
  const steps = [CALM];
  if (warning !== undefined) steps.push({ color: 'orange', value: warning });
  if (critical !== undefined) steps.push({ color: 'red', value: critical });
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}

function target(panel: PanelDefinition, { expr, legend }: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder().refId(refId(index)).expr(expr).legendFormat(legend);
  if (panel.kind === 'table') return builder.format(PromQueryFormat.Table).instant();
  if (panel.kind === 'number') return builder.instant();
  return panel.kind === 'heatmap' ? builder.format(PromQueryFormat.Heatmap) : builder;
}
