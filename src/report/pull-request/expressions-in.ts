import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { toJson } from '../../model/yaml/to-json.ts';
import { grafanaDashboardsIn } from './dashboards-in.ts';

export interface FoundExpression {
  /** `rules.yml: alert NodeDown`, `overview.json: panel QPS`. */
  readonly place: string;
  readonly expression: string;
}

/** Texts longer than this are not read for rules. */
const longestText = 1024 * 1024;

/** Grafana has rows with panels, and no rows in rows. */
const deepestRows = 3;

/** Panels use variables where PromQL has words and durations. */
const variables: readonly (readonly [pattern: RegExp, stand: string])[] = [
  [/\$__(rate_interval|interval|range)\b|\$\{__(rate_interval|interval|range)\}/g, '1m'],
  [/\[\$\w+\]|\[\$\{[^}]*\}\]/g, '[1m]'],
  [/\$\{[^}]*\}|\$\w+|\[\[\w+\]\]/g, 'x'],
];

/** The PromQL of dashboards and rules in a ConfigMap, and of a PrometheusRule, ready to be parsed. */
export function expressionsIn(object: JsonObject | undefined): readonly FoundExpression[] {
  if (object === undefined) return [];
  if (object.kind === 'PrometheusRule') return rulesIn('spec', object.spec);
  if (object.kind !== 'ConfigMap' || !isJsonObject(object.data)) return [];
  const panels = grafanaDashboardsIn(object).flatMap(({ file, dashboard }) =>
    panelsIn(file, dashboard.panels),
  );
  const rules = Object.entries(object.data).flatMap(([file, text]) =>
    /rules?\.ya?ml$/.test(file) && typeof text === 'string' ? rulesIn(file, parsed(text)) : [],
  );
  return [...panels, ...rules];
}

function panelsIn(
  file: string,
  panels: JsonValue | undefined,
  depth = 0,
): readonly FoundExpression[] {
  if (depth > deepestRows) return [];
  return objectsOf(panels).flatMap((panel) => {
    const title = String(panel.title ?? '');
    const own = objectsOf(panel.targets).flatMap(({ expr }) =>
      typeof expr === 'string' && expr !== ''
        ? [{ place: `${file}: panel ${title}`, expression: withoutVariables(expr) }]
        : [],
    );
    return [...own, ...panelsIn(file, panel.panels, depth + 1)];
  });
}

function rulesIn(file: string, value: JsonValue | undefined): readonly FoundExpression[] {
  const groups = isJsonObject(value) ? objectsOf(value.groups) : [];
  return groups
    .flatMap(({ rules }) => objectsOf(rules))
    .flatMap(({ alert, record, expr }) => {
      if (typeof expr !== 'string' && typeof expr !== 'number') return [];
      const name = alert === undefined ? `record ${record}` : `alert ${alert}`;
      return [{ place: `${file}: ${name}`, expression: String(expr) }];
    });
}

function withoutVariables(expression: string): string {
  return variables.reduce((text, [pattern, stand]) => text.replaceAll(pattern, stand), expression);
}

function objectsOf(list: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function parsed(text: string): JsonValue | undefined {
  if (text.length > longestText) return undefined;
  const { documents, problems } = readDocuments(text, 'rules', { rules: 'kubernetes' });
  const [document] = documents;
  if (document === undefined || problems.length > 0) return undefined;
  return toJson(document.root, 'kubernetes', []);
}
