import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelDefinition } from './definition.ts';

/**
 * One line for each set of labels, with a column for each query. Names and order of the
 * columns are the definition's; what it does not name is left out.
 */
export function tableTransformations(panel: PanelDefinition): DataTransformerConfig[] {
  const { columns = {}, values = [], queries } = panel;
  const fields = valueFields(queries.length);
  const headings = values.map(({ heading }, index) => [fields[index] ?? '', heading] as const);
  const shown = [...Object.entries(columns), ...headings];
  return [
    { id: 'merge', options: {} },
    { id: 'filterFieldsByName', options: { include: { names: shown.map(([field]) => field) } } },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(shown.map(([field], index) => [field, index])),
        renameByName: Object.fromEntries(shown),
      },
    },
  ];
}

/** What Grafana calls the values of each query. */
function valueFields(count: number): string[] {
  if (count === 1) return ['Value'];
  return Array.from({ length: count }, (_, index) => `Value #${refId(index)}`);
}

/** What a query is called in its panel: `A`, `B`, …; no panel has more than 26. */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
