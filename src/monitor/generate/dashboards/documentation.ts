import type { DashboardDefinition } from './definition.ts';
import { INTRODUCTION } from './documentation-text.ts';
import { DASHBOARDS } from './list.ts';
import type { Variable } from './variables.ts';

/** The page on the dashboards, in Markdown. */
export function documentation(): string {
  return [
    INTRODUCTION,
    '## The dashboards',
    tableOf(
      ['dashboard', 'uid', 'there when', 'shows'],
      DASHBOARDS.map(({ title, uid, components, description }) => [
        title,
        `\`${uid}\``,
        components.length === 0 ? 'always' : `one of the clusters has ${words(components)}`,
        description,
      ]),
    ),
    '## The variables',
    tableOf(
      ['variable', 'called', 'on', 'what it selects'],
      [...variables()].map(([variable, titles]) => [
        `\`${variable.name}\``,
        'hidden' in variable && variable.hidden ? '(hidden)' : variable.label,
        titles.length === DASHBOARDS.length ? 'all' : titles.join(', '),
        variable.description,
      ]),
    ),
    '## The panels',
    ...DASHBOARDS.flatMap(panelsOf),
    '',
  ].join('\n\n');
}

function panelsOf({ title, rows }: DashboardDefinition): string[] {
  const panels = rows.flatMap((row) =>
    row.panels.map((panel) => [row.title, panel.title, panel.description]),
  );
  return [`### ${title}`, tableOf(['row', 'panel', 'shows'], panels)];
}

/** Every variable once, with the titles of the dashboards that have it. */
function variables(): Map<Variable, string[]> {
  const byName = new Map<string, Variable>();
  const found = new Map<Variable, string[]>();
  for (const { title, variables: own } of DASHBOARDS) {
    for (const one of own) {
      const variable = byName.get(one.name) ?? one;
      byName.set(one.name, variable);
      found.set(variable, [...(found.get(variable) ?? []), title]);
    }
  }
  return found;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function words(components: readonly string[]): string {
  return components.join(' or ');
}
