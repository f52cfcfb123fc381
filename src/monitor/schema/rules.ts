import { CLUSTER_COMPONENTS } from '../rules/catalogue/catalogue.ts';
import { SEVERITIES } from '../rules/rule.ts';
import { array, boolean, number, object, string } from './builders.ts';
import type { Infer } from './schema.ts';

/** The schema of `spec.prometheus.rules`. */

const override = object(
  {
    alert: string('The name of the alert.'),
    threshold: number('The limit of its value, in the unit of the one it has.'),
    for: string('How long its condition must hold.', {
      pattern: /^(?:0|(?:\d+(?:ms|[smhdwy]))+)$/,
      shape: 'a Prometheus duration such as 30s or 5m',
    }),
    severity: string('How bad it is.', { values: SEVERITIES }),
    disabled: boolean('Leaves the alert out.', { fallback: '`false`' }),
  },
  { required: ['alert'] },
);

export const rules = object(
  {
    enabled: boolean(
      'Loads the generated rules, beside those of `ruleConfigRef` if there are any. `false` loads the rules of the initializer where alerts are on, as tidb-operator does.',
      {
        fallback:
          '`true` with `alertmanagerURL` or `enableAlertRules`, unless `ruleConfigRef` replaces the rules',
      },
    ),
    overrides: array(override, 'Changes to single alerts.', { keys: ['alert'] }),
    runbookURL: string('The address of your runbooks: the name of an alert is put behind it.', {
      pattern: /^https?:\/\/[^\s{}]+$/,
      shape: 'an address such as https://wiki.example.com/runbooks/',
      fallback: 'the documentation of TiDB',
    }),
    additionalComponents: array(
      string(undefined, { values: CLUSTER_COMPONENTS }),
      'Components that get rules though no monitored cluster is known to have them.',
    ),
  },
  { description: 'The generated alert and recording rules. [rules.md](rules.md) lists them all.' },
);

export type RulesSpec = Infer<typeof rules>;
export type AlertOverride = Infer<typeof override>;
