import type { JsonObject } from '../../model/json.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { alertsAreOn, GENERATED_RULES } from '../resolve/rules.ts';
import { externalLabels, identityOf, type PodIdentity, substitute } from './external-labels.ts';
import { scrapeJobs } from './scrape-jobs.ts';
import { programJobs } from './scrape-programs.ts';
import { yamlText } from './yaml-text.ts';

/**
 * The text of a shard's `prometheus.yml`. A change of the rules beside it
 * changes it, too: what reloads Prometheus looks at no other file.
 */
export function prometheusConfigText(monitor: ResolvedMonitor, shard: number): string {
  return configTextFor(monitor, identityOf(monitor, shard));
}

/** The text of `prometheus.yml` for pods of this identity. */
export function configTextFor(monitor: ResolvedMonitor, identity: PodIdentity): string {
  const { prometheusConfig } = monitor.external;
  const text =
    prometheusConfig === undefined
      ? yamlText(prometheusConfigOf(monitor, identity))
      : substitute(prometheusConfig, identity);
  if (monitor.rules === undefined) return text;
  return `${text.replace(/\n*$/, '\n')}# The rules beside this file: ${monitor.rules.digest}\n`;
}

/** The generated configuration of a shard. */
function prometheusConfigOf(monitor: ResolvedMonitor, identity: PodIdentity): JsonObject {
  const { clusters, dmClusters, remoteWrite, shards } = monitor;
  return {
    global: {
      evaluation_interval: '15s',
      scrape_interval: '15s',
      external_labels: externalLabels(monitor, identity),
    },
    scrape_configs: [
      ...scrapeJobs(clusters, dmClusters, { index: identity.shard, of: shards }),
      ...(monitor.rules === undefined ? [] : programJobs(monitor)),
    ],
    remote_write: remoteWrite.length === 0 ? undefined : remoteWrite,
    ...alertingOf(monitor),
  };
}

function alertingOf(monitor: ResolvedMonitor): JsonObject {
  const url = nonEmpty(monitor.spec.alertmanagerURL);
  const files = filesOfRules(monitor);
  return {
    alerting:
      url === undefined ? undefined : { alertmanagers: [{ static_configs: [{ targets: [url] }] }] },
    rule_files: files.length === 0 ? undefined : files,
  };
}

/** The initializer's rules have alerts of the same names: never both at once. */
function filesOfRules({ spec, external, rules }: ResolvedMonitor): readonly string[] {
  const own = external.rules === undefined ? [] : ['/prometheus-external-rules/*.rules.yml'];
  if (rules !== undefined) return [GENERATED_RULES, ...own];
  if (own.length > 0) return own;
  return alertsAreOn(spec) ? ['/prometheus-rules/rules/*.rules.yml'] : [];
}
