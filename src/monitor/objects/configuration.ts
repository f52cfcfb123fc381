import type { Manifest } from '../../model/manifest.ts';
import { configLabels, monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import { prometheusConfigText } from '../prometheus/prometheus-config.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { child } from './child.ts';
import { grafanaConfig } from './grafana-config.ts';

/** The ConfigMaps: Prometheus' configuration of every shard, Grafana's, and copied rules. */
export function configMaps(monitor: ResolvedMonitor): readonly Manifest[] {
  const names = namesOf(monitor);
  const labels = configLabels(monitor.name, 'prometheus');
  const found = Array.from({ length: monitor.shards }, (_, shard) =>
    configMap(monitor, names.prometheusConfig(shard), labels, {
      'prometheus.yml': prometheusConfigText(monitor, shard),
    }),
  );
  const copied = monitor.external.rules?.copied;
  if (copied !== undefined) {
    found.push(configMap(monitor, names.externalRules, labels, copied));
  }
  if (monitor.spec.grafana !== undefined) {
    found.push(grafanaConfig(monitor));
  }
  return found;
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
