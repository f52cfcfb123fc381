import type { Manifest } from '../../model/manifest.ts';
import { configLabels, type Labels, monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import { prometheusConfigText } from '../prometheus/prometheus-config.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { KEPT_FOR_ANNOTATION, type KeptPods } from '../takeover/kept-pods.ts';
import { child } from './child.ts';
import { grafanaConfig } from './grafana-config.ts';

/** The ConfigMaps: every shard's configuration and rules, Grafana's, and copied rules. */
export function configMaps(
  monitor: ResolvedMonitor,
  kept: KeptPods | undefined,
): readonly Manifest[] {
  const names = namesOf(monitor);
  const labels = configLabels(monitor.name, 'prometheus');
  const found =
    kept === undefined ? prometheusConfigs(monitor, labels) : [keptConfig(monitor, labels, kept)];
  const copied = monitor.external.rules?.copied;
  if (copied !== undefined) {
    found.push(configMap(monitor, names.externalRules, labels, copied));
  }
  if (monitor.spec.grafana !== undefined) {
    found.push(grafanaConfig(monitor));
  }
  return found;
}

function prometheusConfigs(monitor: ResolvedMonitor, labels: Labels): Manifest[] {
  return Array.from({ length: monitor.shards }, (_, shard) =>
    configMap(monitor, namesOf(monitor).prometheusConfig(shard), labels, {
      'prometheus.yml': prometheusConfigText(monitor, shard),
      ...monitor.rules?.files,
    }),
  );
}

/** The one ConfigMap that all shards of tidb-operator's pods read. */
function keptConfig(
  monitor: ResolvedMonitor,
  labels: Labels,
  { configText, rules, keptFor }: KeptPods,
): Manifest {
  const name = namesOf(monitor).prometheusConfig(0);
  const annotations = { [KEPT_FOR_ANNOTATION]: keptFor };
  const content = { data: { 'prometheus.yml': configText, ...rules } };
  return child(monitor, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name,
    labels,
    annotations,
    content,
  });
}

function configMap(
  monitor: ResolvedMonitor,
  name: string,
  labels: Readonly<Record<string, string>>,
  data: Readonly<Record<string, string>>,
): Manifest {
  return child(monitor, { apiVersion: 'v1', kind: 'ConfigMap', name, labels, content: { data } });
}

/** The Secrets: what Prometheus shows and checks, and who administers Grafana. */
export function secrets(monitor: ResolvedMonitor): readonly Manifest[] {
  const names = namesOf(monitor);
  const assets = secret(monitor, names.assets, monitor.assets);
  const { grafana } = monitor.spec;
  if (grafana === undefined) return [assets];
  // Grafana's own defaults: written out, so that nobody has to guess them.
  const username = nonEmpty(grafana.username) ?? 'admin';
  const password = nonEmpty(grafana.password) ?? 'admin';
  return [
    assets,
    secret(monitor, names.base, {
      username: encode(grafana.usernameSecret === undefined ? username : ''),
      password: encode(grafana.passwordSecret === undefined ? password : ''),
    }),
  ];
}

function secret(
  monitor: ResolvedMonitor,
  name: string,
  data: Readonly<Record<string, string>>,
): Manifest {
  const labels = monitorLabels(monitor.name);
  return child(monitor, { apiVersion: 'v1', kind: 'Secret', name, labels, content: { data } });
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
