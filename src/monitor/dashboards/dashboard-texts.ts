import type { JsonObject } from '../../model/json.ts';
import type { Component } from './component-set.ts';
import { GENERATED_DASHBOARDS } from './generated-dashboards.ts';

/** A dashboard in pieces: which of them are shown depends on what is monitored. */
export interface GeneratedDashboard {
  /** Shown where one of these is monitored; always where empty. */
  readonly components: readonly string[];
  /** Everything but the panels. */
  readonly dashboard: JsonObject & { readonly uid: string };
  readonly rows: readonly GeneratedRow[];
}

interface GeneratedRow {
  /** As for the whole dashboard. */
  readonly components: readonly string[];
  /** Lines of the grid. */
  readonly height: number;
  /** The row's heading and its panels; `y` counts from the row's own top. */
  readonly panels: readonly GeneratedPanel[];
}

type GeneratedPanel = JsonObject & { readonly gridPos: JsonObject & { readonly y: number } };

/** Equal sets of components share one set of texts: a thousand monitors hold a few. */
const known = new Map<string, Readonly<Record<string, string>>>();

/** Grafana's JSON of every dashboard for these components, by file name. */
export function dashboardTexts(components: readonly Component[]): Readonly<Record<string, string>> {
  const key = components.join(' ');
  const texts = known.get(key) ?? makeTexts(new Set(components));
  known.set(key, texts);
  return texts;
}

function makeTexts(components: ReadonlySet<string>): Readonly<Record<string, string>> {
  const isShown = (piece: { readonly components: readonly string[] }) =>
    piece.components.length === 0 || piece.components.some((one) => components.has(one));
  return Object.fromEntries(
    GENERATED_DASHBOARDS.filter(isShown).map(({ dashboard, rows }) => [
      `${dashboard.uid}.json`,
      textOf(dashboard, stacked(rows.filter(isShown))),
    ]),
  );
}

/** A line for each panel, so that a diff of the ConfigMap shows the panels that change. */
function textOf(dashboard: JsonObject, panels: readonly JsonObject[]): string {
  const head = JSON.stringify(dashboard).slice(0, -1);
  return `${head},"panels":[\n${panels.map((panel) => JSON.stringify(panel)).join(',\n')}\n]}\n`;
}

/** Puts rows below each other, without gaps for those that are not shown. */
function stacked(rows: readonly GeneratedRow[]): GeneratedPanel[] {
  let top = 0;
  return rows.flatMap(({ height, panels }) => {
    const offset = top;
    top += height;
    return panels.map((panel) => lowered(panel, offset));
  });
}

function lowered(panel: GeneratedPanel, offset: number): GeneratedPanel {
  return { ...panel, gridPos: { ...panel.gridPos, y: panel.gridPos.y + offset } };
}
