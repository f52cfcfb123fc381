import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Component } from '../../dashboards/component-set.ts';
import type { PanelDefinition, RowDefinition } from './definition.ts';
import { buildPanel } from './panels.ts';

/** A row with its panels; `y` counts from the row's own top. */
export interface BuiltRow {
  readonly components: readonly Component[];
  /** How many lines of the grid it takes. */
  readonly height: number;
  readonly panels: readonly (Panel | RowPanel)[];
}

const COLUMNS = 24;
const DEFAULT_SIZE = { width: 12, height: 8 };

/** Lays the rows out and numbers all panels. */
export function buildRows(rows: readonly RowDefinition[]): readonly BuiltRow[] {
  let id = 1;
  return rows.map((row) => {
    const heading = id++;
    const placed = place(row.panels).map((panel) => ({ ...panel, id: id++ }));
    return rowOf(row, heading, placed);
  });
}

function rowOf(row: RowDefinition, id: number, panels: readonly Panel[]): BuiltRow {
  const { title, components = [], closed = false } = row;
  const builder = new RowBuilder(title).id(id).collapsed(closed);
  const heading = { ...builder.build(), gridPos: { x: 0, y: 0, w: COLUMNS, h: 1 } };
  // A closed row holds its panels; below an open one they follow.
  if (closed) return { components, height: 1, panels: [{ ...heading, panels: [...panels] }] };
  const height = Math.max(1, ...panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
  return { components, height, panels: [heading, ...panels] };
}

/** From left to right, and on a new line where the next one does not fit. */
function place(panels: readonly PanelDefinition[]): Panel[] {
  let [x, y, tallest] = [0, 1, 0];
  return panels.map((panel) => {
    const { width = DEFAULT_SIZE.width, height = DEFAULT_SIZE.height } = panel;
    if (x + width > COLUMNS) [x, y, tallest] = [0, y + tallest, 0];
    const gridPos = { x, y, w: width, h: height };
    x += width;
    tallest = Math.max(tallest, height);
    return { ...buildPanel(panel), gridPos };
  });
}
