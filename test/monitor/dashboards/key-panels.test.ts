import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { panelQueries } from './support/panel-queries.ts';
import { selectorsOf } from './support/promql.ts';

/** A panel of upstream's dashboards that many people look at. */
interface KeyPanel {
  /** File, row and title. */
  readonly upstream: string;
  /** What its visible queries select: `metric`, and `metric{matcher}` for each matcher that is no choice. */
  readonly asks: readonly string[];
  /** The dashboard and title of the panel that says the same here. */
  readonly ours: string;
  /** What is asked for instead, and why. */
  readonly instead?: Readonly<Record<string, { readonly ours: string; readonly reason: string }>>;
}

const keyPanels: readonly KeyPanel[] = JSON.parse(
  readFileSync(new URL('./testdata/key-panels.json', import.meta.url), 'utf8'),
);

const asked = new Map<string, Set<string>>();
for (const { dashboard, panel, expr } of panelQueries()) {
  const name = `${dashboard} / ${panel}`;
  const all = asked.get(name) ?? new Set();
  asked.set(name, all);
  for (const { metric, matchers } of selectorsOf(expr)) {
    all.add(metric);
    for (const matcher of matchers) all.add(`${metric}{${matcher}}`);
  }
}

describe('the panels that upstream’s users know', () => {
  it('are 157', () => {
    expect(keyPanels).toHaveLength(157);
  });

  it.each(keyPanels)('$upstream: is here as $ours', ({ asks, ours, instead = {} }) => {
    const here = [...(asked.get(ours) ?? [])];
    const wanted = asks.map((ask) => instead[ask]?.ours ?? ask);
    expect(here).toEqual(expect.arrayContaining(wanted));
  });

  it('are asked for in other words only where it says why', () => {
    for (const { asks, ours, instead = {} } of keyPanels) {
      for (const [ask, { reason }] of Object.entries(instead)) {
        expect(asks).toContain(ask);
        expect(asked.get(ours)).not.toContain(ask);
        expect(reason.length).toBeGreaterThan(10);
      }
    }
  });
});
