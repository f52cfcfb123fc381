import {
  CATALOGUE,
  COMPONENT_MISSING,
  FORMER_NAMES,
  RULE_COMPONENTS,
} from '../rules/catalogue/catalogue.ts';
import { formatLimit } from '../rules/messages.ts';
import type { Alert, RuleSet } from '../rules/rule.ts';
import { RULES_INTRODUCTION } from './rules-reference-text.ts';

/** The documentation of every generated rule, in Markdown. */
export function rulesReference(): string {
  const sections = RULE_COMPONENTS.map((component) => sectionOf(component, CATALOGUE[component]));
  const missing = `### Clusters: \`clusters.rules.yml\`\n\n${tableOf([COMPONENT_MISSING])}`;
  return [RULES_INTRODUCTION, '## Alerts', ...sections, missing, formerNames(), ''].join('\n\n');
}

function sectionOf(component: string, { title, alerts, recordings = [] }: RuleSet): string {
  const heading = `### ${title[0]?.toUpperCase()}${title.slice(1)}: \`${component}.rules.yml\``;
  const names = recordings.map(({ record }) => `\`${record}\``).join(', ');
  const recorded = recordings.length === 0 ? [] : [`Recorded, too, for each cluster: ${names}.`];
  return [heading, tableOf(alerts), ...recorded].join('\n\n');
}

function tableOf(alerts: readonly Omit<Alert, 'value'>[]): string {
  return [
    '| alert | level | threshold | for | what, and what to do |',
    '|---|---|---|---|---|',
    ...alerts.map(rowOf),
  ].join('\n');
}

function rowOf(alert: Omit<Alert, 'value'>): string {
  const { name, severity, threshold, unit, summary, advice, needsAllTargets } = alert;
  const sharded = needsAllTargets === true ? ' Not with several shards.' : '';
  const limit =
    threshold === undefined ? '' : `${threshold.operator} ${formatLimit(threshold.value, unit)}`;
  return `| \`${name}\` | ${severity} | ${limit} | ${alert.for ?? ''} | ${summary}. ${advice}${sharded} |`;
}

function formerNames(): string {
  const rows = Object.entries(FORMER_NAMES).map(
    ([former, name]) => `| \`${former}\` | \`${name}\` |`,
  );
  return [
    '## Names of older versions of TiDB',
    ['| there | here |', '|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}
