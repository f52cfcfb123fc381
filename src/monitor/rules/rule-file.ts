import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import { yamlText } from '../prometheus/yaml-text.ts';
import type { RulesSpec } from '../schema/rules.ts';
import { expressionOf } from './expression.ts';
import { descriptionOf } from './messages.ts';
import { withOverrides } from './overrides.ts';
import type { Alert, RuleSet } from './rule.ts';

/** A file with the rules of one component: a change of one rule is a change of one file. */
export interface RuleFile {
  /** `pd.rules.yml`. */
  readonly name: string;
  readonly text: string;
  /** 16 hexadecimal digits. */
  readonly digest: string;
}

/** The file of a set of rules; `undefined` where no rule is left in it. */
export function ruleFile(
  component: string,
  set: RuleSet,
  { spec, shards }: { readonly spec: RulesSpec; readonly shards: number },
): RuleFile | undefined {
  const alerts = withOverrides(set.alerts, spec.overrides ?? []).filter(
    ({ needsAllTargets }) => needsAllTargets !== true || shards === 1,
  );
  const recordings = set.recordings ?? [];
  const groups = [
    {
      name: `${component}.recordings`,
      rules: recordings.map(({ record, expression }) => ({ record, expr: expression })),
    },
    { name: `${component}.alerts`, rules: alerts.map((alert) => ruleOf(alert, set, spec)) },
  ].filter(({ rules }) => rules.length > 0);
  if (groups.length === 0) return undefined;
  const text = yamlText({ groups });
  return { name: `${component}.rules.yml`, text, digest: digestOf(text) };
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function ruleOf(alert: Alert, { runbook }: RuleSet, { runbookURL }: RulesSpec): JsonObject {
  return {
    alert: alert.name,
    expr: expressionOf(alert),
    for: alert.for,
    labels: labelsOf(alert),
    annotations: {
      summary: alert.summary,
      description: descriptionOf(alert),
      runbook_url:
        runbookURL === undefined
          ? `${runbook}#${alert.name.toLowerCase().replace(/[^\w-]/g, '')}`
          : `${runbookURL}${encodeURIComponent(alert.name)}`,
    },
  };
}

/** `level` and `env` are what routes for tidb-operator's alerts look at. */
function labelsOf({ severity }: Alert): JsonObject {
  return {
    severity: severity === 'emergency' ? 'critical' : severity,
    level: severity,
    env: '{{ $labels.cluster }}',
  };
}
