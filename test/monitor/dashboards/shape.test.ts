import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import { COMPONENTS, type Component } from '../../../src/monitor/dashboards/component-set.ts';
import { dashboardTexts } from '../../../src/monitor/dashboards/dashboard-texts.ts';
import { objectsIn } from '../../../src/monitor/references.ts';
import { type Dashboard, dashboardsFor, panelsOf, variablesOf } from './support/read-dashboards.ts';

/** What a ConfigMap may hold at most, in bytes; the rest of the object needs some of it. */
const CONFIG_MAP_LIMIT = 1024 * 1024;

const sets: readonly (readonly [string, readonly Component[]])[] = [
  ['everything', COMPONENTS],
  ['TiDB and TiKV alone', ['tidb', 'tikv']],
  ['DM alone', ['dm']],
  ['nothing known', []],
];

describe.each(sets)('the dashboards for %s', (_, components) => {
  const dashboards = dashboardsFor(components);

  it('fit into a ConfigMap three times over', () => {
    const size = Object.values(dashboardTexts(components)).reduce((sum, text) => {
      return sum + Buffer.byteLength(text);
    }, 0);
    expect(size).toBeLessThan(CONFIG_MAP_LIMIT / 3);
  });

  it('are the same texts for the same components', () => {
    expect(dashboardTexts([...components])).toBe(dashboardTexts(components));
  });

  it('have uids and titles of their own, which are not too long for Grafana', () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    expect(new Set(dashboards.map(({ title }) => title)).size).toBe(dashboards.length);
    for (const { uid } of dashboards) expect(uid).toMatch(/^tidewatch-[a-z-]{1,30}$/);
  });

  describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))(
    '%s',
    (_title, dashboard) => {
      const panels = panelsOf(dashboard);

      it('numbers its panels and rows, each differently', () => {
        const ids = everything(dashboard).map(({ id }) => Number(id));
        expect(ids.every((id) => Number.isInteger(id) && id > 0)).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
      });

      it('puts no panel on another one, nor beyond the edge', () => {
        expect(overlapsIn(objectsIn(dashboard.panels))).toEqual([]);
        for (const row of objectsIn(dashboard.panels)) {
          expect(overlapsIn(objectsIn(row.panels))).toEqual([]);
        }
      });

      it('leaves no gap where rows are not shown', () => {
        const bottoms = objectsIn(dashboard.panels).map((panel) => bottomOf(panel));
        const tops = objectsIn(dashboard.panels)
          .filter(({ type }) => type === 'row')
          .map((row) => boxOf(row).y);
        for (const top of tops.slice(1)) expect(bottoms).toContain(top);
        expect(tops[0]).toBe(0);
      });

      it('explains every panel', () => {
        for (const { title, description } of panels) {
          expect(String(description).length, String(title)).toBeGreaterThan(9);
          expect(String(description)).toMatch(/\.$/);
        }
      });

      it('gives every panel a unit, or one for each column', () => {
        for (const panel of panels) {
          const text = JSON.stringify(panel.fieldConfig);
          const columns = panel.type === 'table' && panel.title === 'Node info';
          expect(columns || text.includes('"unit"') || text.includes('"id":"unit"')).toBe(true);
        }
      });

      it('uses panels that need no Angular and that Grafana 7.5 has', () => {
        const types = new Set(panels.map(({ type }) => String(type)));
        expect(['timeseries', 'stat', 'table', 'heatmap']).toEqual(
          expect.arrayContaining([...types]),
        );
      });

      it('defines each variable that it uses, and uses each that it defines', () => {
        const text = JSON.stringify(dashboard);
        const used = [...text.matchAll(/\$([a-z]\w*)/g)].map(([, name]) => name);
        const defined = variablesOf(dashboard).map(({ name }) => name);
        expect(new Set(used)).toEqual(new Set(defined));
      });

      it('asks for a variable only what stands before it', () => {
        const before: string[] = [];
        for (const { name, query, datasource } of variablesOf(dashboard)) {
          const asked = [...`${query} ${datasource}`.matchAll(/\$([a-z]\w*)/g)];
          expect(before).toEqual(expect.arrayContaining(asked.map(([, one]) => one)));
          before.push(String(name));
        }
      });

      it('lets several values be chosen, and all of them', () => {
        for (const { type, multi, includeAll } of variablesOf(dashboard)) {
          const single = type === 'datasource';
          expect([multi, includeAll]).toEqual(single ? [false, false] : [true, true]);
        }
      });

      it('links to the others by a tag that it has itself, with variables and time', () => {
        const [link, ...more] = objectsIn(dashboard.links);
        expect(more).toEqual([]);
        expect(link).toMatchObject({ type: 'dashboards', includeVars: true, keepTime: true });
        expect(dashboard.tags).toEqual(expect.arrayContaining(tagsOf(link)));
      });

      it('refers to datasources by variables, in the form that every Grafana reads', () => {
        for (const { datasource } of panels) {
          expect(['$datasource', '$k8s_datasource']).toContain(datasource);
        }
        expect(dashboard.schemaVersion).toBe(27);
      });

      it('has nothing that Flux would take for a variable of its own', () => {
        expect(JSON.stringify(dashboard)).not.toContain('${');
      });
    },
  );
});

function everything(dashboard: Dashboard): JsonObject[] {
  return objectsIn(dashboard.panels).flatMap((panel) => [panel, ...objectsIn(panel.panels)]);
}

function tagsOf(link: JsonObject | undefined): unknown[] {
  return Array.isArray(link?.tags) ? [...link.tags] : [];
}

function boxOf({ gridPos }: JsonObject) {
  if (!isJsonObject(gridPos)) throw new Error('a panel has no place');
  const { x, y, w, h } = gridPos;
  return { x: Number(x), y: Number(y), w: Number(w), h: Number(h) };
}

function bottomOf(panel: JsonObject): number {
  const { y, h } = boxOf(panel);
  return y + h;
}

/** The titles of panels that share a cell of the grid, or leave it. */
function overlapsIn(panels: readonly JsonObject[]): unknown[] {
  const taken = new Map<string, unknown>();
  const overlaps: unknown[] = [];
  for (const panel of panels) {
    const { x, y, w, h } = boxOf(panel);
    if (x < 0 || x + w > 24 || w < 1 || h < 1) overlaps.push(panel.title);
    for (let column = x; column < x + w; column++) {
      for (let line = y; line < y + h; line++) {
        const cell = `${column} ${line}`;
        if (taken.has(cell)) overlaps.push([taken.get(cell), panel.title]);
        taken.set(cell, panel.title);
      }
    }
  }
  return overlaps;
}
