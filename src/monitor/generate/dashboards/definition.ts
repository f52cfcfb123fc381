import type { Component } from '../../dashboards/component-set.ts';
import type { Query } from './promql.ts';
import type { Variable } from './variables.ts';

/** A dashboard, before it becomes Grafana's JSON. */
export interface DashboardDefinition {
  /** Stable: links and bookmarks rest on it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Shown where one of these is monitored; always where empty. */
  readonly components: readonly Component[];
  readonly variables: readonly Variable[];
  readonly rows: readonly RowDefinition[];
}

export interface RowDefinition {
  readonly title: string;
  /** Shown where one of these is monitored; always where unset. */
  readonly components?: readonly Component[];
  /** A row that is closed asks for nothing until somebody opens it. */
  readonly closed?: boolean;
  readonly panels: readonly PanelDefinition[];
}

export type PanelKind = 'lines' | 'number' | 'table' | 'heatmap';

export interface PanelDefinition {
  readonly kind: PanelKind;
  readonly title: string;
  /** What is shown, and what to look for. */
  readonly description: string;
  /** Grafana's name of a unit: `s`, `bytes`, `ops`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width?: number;
  readonly height?: number;
  /** From here on worth a look, and from here on urgent. */
  readonly warning?: number;
  readonly critical?: number;
  readonly min?: number;
  readonly max?: number;
  /** Columns of a table: labels by the headings they get. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Headings of a table's values, by query. */
  readonly values?: readonly ColumnOfValues[];
  /** Asks the Prometheus that watches Kubernetes instead of the monitor's own. */
  readonly kubernetes?: boolean;
}

export interface ColumnOfValues {
  readonly heading: string;
  readonly unit: string;
}

type Rest = Omit<PanelDefinition, 'kind'>;

/** Values over time. */
export function lines(panel: Rest): PanelDefinition {
  return { kind: 'lines', ...panel };
}

/** The newest value of each series, in large figures. */
export function number(panel: Rest): PanelDefinition {
  return { kind: 'number', width: 4, height: 4, ...panel };
}

/** The newest values of all series, one line for each set of labels. */
export function table(panel: Rest): PanelDefinition {
  return { kind: 'table', width: 24, ...panel };
}

/** How often each magnitude occurs over time: queries of buckets by `le`. */
export function heatmap(panel: Rest): PanelDefinition {
  return { kind: 'heatmap', ...panel };
}
