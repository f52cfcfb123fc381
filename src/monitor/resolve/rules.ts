import type { Report } from '../finding.ts';
import type { RuleComponent } from '../rules/catalogue/catalogue.ts';
import { type RuleFiles, ruleFiles } from '../rules/rule-files.ts';
import type { RulesSpec } from '../schema/rules.ts';
import type { TidbMonitorSpec } from '../schema/spec.ts';
import type { MonitoredCluster } from './clusters.ts';
import type { ExternalConfigMaps } from './external-config-maps.ts';
import { nonEmpty } from './images.ts';

/** What `rule_files` has to name for Prometheus to load the generated rules. */
export const GENERATED_RULES = '/etc/prometheus/config/*.rules.yml';

interface RulesInput {
  readonly spec: TidbMonitorSpec;
  readonly clusters: readonly MonitoredCluster[];
  readonly dmClusters: readonly MonitoredCluster[];
  readonly external: ExternalConfigMaps;
  readonly warn: Report;
}

/** The generated rules; `undefined` where none are loaded. */
export function resolveRules(input: RulesInput): RuleFiles | undefined {
  const { spec, clusters, dmClusters, external, warn } = input;
  const rules = spec.prometheus.rules ?? {};
  const replaced = external.rules !== undefined || external.prometheusConfig !== undefined;
  const wanted = rules.enabled ?? (alertsAreOn(spec) && !replaced);
  warnOfFieldsWithoutEffect(input, rules, wanted);
  if (!wanted) return undefined;
  warnOfOwnConfiguration(external, warn);
  const shards = spec.shards ?? 1;
  return ruleFiles({ clusters, dmClusters, shards, programs: programsOf(spec), spec: rules });
}

/** Whether tidb-operator would load rules. */
export function alertsAreOn(spec: TidbMonitorSpec): boolean {
  return nonEmpty(spec.alertmanagerURL) !== undefined || spec.enableAlertRules === true;
}

/** What runs beside Prometheus and has rules. */
function programsOf({ prometheusReloader, thanos }: TidbMonitorSpec): readonly RuleComponent[] {
  const programs: RuleComponent[] = [];
  if (prometheusReloader !== undefined) programs.push('config-reloader');
  if (thanos !== undefined) programs.push('thanos-sidecar');
  return programs;
}

function warnOfFieldsWithoutEffect(
  { spec, warn }: RulesInput,
  { enabled, ...settings }: RulesSpec,
  wanted: boolean,
): void {
  const path = ['spec', 'prometheus', 'rules'];
  if (!wanted && Object.keys(settings).length > 0) {
    const what = 'has no effect, since the generated rules are not loaded';
    warn('FIELD_WITHOUT_EFFECT', path, what, 'set its field enabled to true, or remove it');
  }
  if (wanted && nonEmpty(spec.alertManagerRulesVersion) !== undefined) {
    const what = 'has no effect, since the rules are generated';
    const advice =
      'remove it, or set spec.prometheus.rules.enabled to false for the rules of that version';
    warn('FIELD_WITHOUT_EFFECT', ['spec', 'alertManagerRulesVersion'], what, advice);
  }
}

function warnOfOwnConfiguration({ prometheusConfig }: ExternalConfigMaps, warn: Report): void {
  if (prometheusConfig === undefined || prometheusConfig.includes(GENERATED_RULES)) return;
  const what = 'has no effect, since the configuration of your own does not load the rules';
  const advice = `add ${GENERATED_RULES} to its rule_files`;
  warn('FIELD_WITHOUT_EFFECT', ['spec', 'prometheus', 'rules', 'enabled'], what, advice);
}
