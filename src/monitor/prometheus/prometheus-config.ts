import type { JsonObject } from '../../model/json.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { externalLabels, identityOf, type PodIdentity, substitute } from './external-labels.ts';
import { scrapeJobs } from './scrape-jobs.ts';
import { yamlText } from './yaml-text.ts';

/** The text of a shard's `prometheus.yml`. */
export function prometheusConfigText(monitor: ResolvedMonitor, shard: number): string {
  return configTextFor(monitor, identityOf(monitor, shard));
}

/** The text of `prometheus.yml` for pods of this identity. */
export function configTextFor(monitor: ResolvedMonitor, identity: PodIdentity): string {
  const { prometheusConfig } = monitor.external;
  return prometheusConfig === undefined
    ? yamlText(prometheusConfigOf(monitor, identity))
    : substitute(prometheusConfig, identity);
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
    scrape_configs: scrapeJobs(clusters, dmClusters, { index: identity.shard, of: shards }),
    remote_write: remoteWrite.length === 0 ? undefined : remoteWrite,
    ...alertingOf(monitor),
  };
}

function alertingOf({ spec, external }: ResolvedMonitor): JsonObject {
  const url = nonEmpty(spec.alertmanagerURL);
  const alerting =
    url === undefined
      ? {}
      : { alerting: { alertmanagers: [{ static_configs: [{ targets: [url] }] }] } };
  if (external.rules !== undefined) {
    return { ...alerting, rule_files: ['/prometheus-external-rules/*.rules.yml'] };
  }
  if (url === undefined && spec.enableAlertRules !== true) return alerting;
  return { ...alerting, rule_files: ['/prometheus-rules/rules/*.rules.yml'] };
}
