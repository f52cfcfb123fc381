import type { MonitoredCluster } from '../resolve/clusters.ts';
import type { RulesSpec } from '../schema/rules.ts';
import {
  CATALOGUE,
  COMPONENT_MISSING,
  RULE_COMPONENTS,
  type RuleComponent,
} from './catalogue/catalogue.ts';
import { componentsOf, expectedComponents } from './components-of.ts';
import type { Alert, RuleSet } from './rule.ts';
import { digestOf, type RuleFile, ruleFile } from './rule-file.ts';

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
  const found = new Set<RuleComponent>([
    ...componentsOf(input.clusters, input.dmClusters),
    ...(input.spec.additionalComponents ?? []),
    'prometheus',
    ...input.programs,
  ]);
  const components = RULE_COMPONENTS.filter((name) => found.has(name));
  const files = [
    ...components.map((component) => componentFile(component, input)),
    ruleFile('clusters', missingComponents(input.clusters), input),
  ].filter((file) => file !== undefined);
  return {
    files: Object.fromEntries(files.map(({ name, text }) => [name, text])),
    digest: digestOf(files.map(({ name, digest }) => `${name} ${digest}\n`).join('')),
  };
}

/** Files without overrides, by component and number of shards: most monitors share them. */
const SHARED_FILES = new Map<string, RuleFile | undefined>();

function componentFile(component: RuleComponent, input: RulesInput): RuleFile | undefined {
  const { overrides = [], runbookURL } = input.spec;
  const make = () => ruleFile(component, CATALOGUE[component], input);
  if (overrides.length > 0 || runbookURL !== undefined) return make();
  const key = `${component} ${input.shards === 1 ? 'in one shard' : 'in several shards'}`;
  if (!SHARED_FILES.has(key)) SHARED_FILES.set(key, make());
  return SHARED_FILES.get(key);
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
