import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import { yamlText } from '../prometheus/yaml-text.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';
import type { RulesSpec } from '../schema/rules.ts';
import {
  CATALOGUE,
  COMPONENT_MISSING,
  RULE_COMPONENTS,
  type RuleComponent,
} from './catalogue/catalogue.ts';
import { componentsOf, expectedComponents } from './components-of.ts';
import { expressionOf } from './expression.ts';
import { descriptionOf } from './messages.ts';
import { withOverrides } from './overrides.ts';
import type { Alert, RuleSet } from './rule.ts';

/** What decides which rules a monitor has. */
export interface RulesInput {
  readonly clusters: readonly MonitoredCluster[];
  readonly dmClusters: readonly MonitoredCluster[];
  /** How many Prometheus servers divide the targets among themselves. */
  readonly shards: number;
  /** What runs beside Prometheus. */
  readonly programs: readonly RuleComponent[];
  readonly spec: RulesSpec;
}

/** The files with rules, by the names of their keys, and a digest that changes with any of them. */
export interface RuleFiles {
  readonly files: Readonly<Record<string, string>>;
  /** 16 hexadecimal digits. */
  readonly digest: string;
}

export function ruleFiles(input: RulesInput): RuleFiles {
  const files: Record<string, string> = {};
  const found = new Set<RuleComponent>([
    ...componentsOf(input.clusters, input.dmClusters),
    ...(input.spec.additionalComponents ?? []),
    'prometheus',
    ...input.programs,
  ]);
  for (const component of RULE_COMPONENTS.filter((name) => found.has(name))) {
    addFile(files, component, groupsOf(component, CATALOGUE[component], input));
  }
  addFile(files, 'clusters', groupsOf('clusters', missingComponents(input.clusters), input));
  const digest = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  return { files, digest };
}

/** A file per component: a change of one rule is a change of one file. */
function addFile(files: Record<string, string>, name: string, groups: readonly JsonObject[]): void {
  if (groups.length > 0) files[`${name}.rules.yml`] = yamlText({ groups });
}

function groupsOf(name: string, set: RuleSet, { spec, shards }: RulesInput): JsonObject[] {
  const alerts = withOverrides(set.alerts, spec.overrides ?? []).filter(
    ({ needsAllTargets }) => needsAllTargets !== true || shards === 1,
  );
  const recordings = set.recordings ?? [];
  const groups = [
    {
      name: `${name}.recordings`,
      rules: recordings.map(({ record, expression }) => ({ record, expr: expression })),
    },
    { name: `${name}.alerts`, rules: alerts.map((alert) => ruleOf(alert, set, spec)) },
  ];
  return groups.filter(({ rules }) => rules.length > 0);
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

/** One rule that names every cluster: what is not there has no labels to tell clusters apart by. */
function missingComponents(clusters: readonly MonitoredCluster[]): RuleSet {
  const conditions = clusters.flatMap((cluster) => {
    const { separator, id } = cluster;
    const { namespace, name } = id;
    const labels = `tidb_cluster="${namespace}${separator}${name}", kubernetes_namespace="${namespace}", cluster="${name}"`;
    return expectedComponents(cluster).map(
      (component) => `absent(up{${labels}, component="${component}"})`,
    );
  });
  const alert: Alert = { ...COMPONENT_MISSING, value: conditions.join(' or ') };
  const alerts = conditions.length === 0 ? [] : [alert];
  return { title: 'Clusters', runbook: CATALOGUE.prometheus.runbook, alerts };
}
