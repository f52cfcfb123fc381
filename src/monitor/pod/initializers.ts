import type { JsonObject } from '../../model/json.ts';
import { valueAt } from '../../model/manifest.ts';
import { routePrefix } from '../prometheus/route-prefix.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import {
  containerBase,
  type EnvironmentVariable,
  mount,
  variable,
  withOverrides,
} from './container.ts';
import { VOLUMES } from './volume-names.ts';

const DASHBOARDS_PATH = '/grafana-dashboard-definitions/tidb';
const DATASOURCES_PATH = '/etc/grafana/provisioning/datasources';

/** The init container with TiDB's rules and dashboards. */
export function monitorInitializer(monitor: ResolvedMonitor): JsonObject {
  const { spec, images } = monitor;
  const url = spec.kubePrometheusURL;
  const variables = [
    variable('PROM_CONFIG_PATH', '/prometheus-rules'),
    variable('PROM_PERSISTENT_DIR', '/data'),
    variable('GF_TIDB_PROMETHEUS_URL', prometheusUrl(monitor)),
    variable('TIDB_VERSION', monitor.rulesFolder),
    ...clusterVariables(monitor),
    ...(url === undefined ? [] : [variable('GF_K8S_PROMETHEUS_URL', url)]),
    ...grafanaVariables(monitor),
  ];
  return {
    ...containerBase('monitor-initializer', images.initializer, spec.initializer, monitor),
    command: initCommand(monitor),
    env: withOverrides(variables, spec.initializer.envs),
    volumeMounts: initMounts(monitor),
  };
}

/** The init container with DM's rules and dashboards; `undefined` where no DM is monitored. */
export function dmInitializer(monitor: ResolvedMonitor): JsonObject | undefined {
  const { spec, images, dmClusters } = monitor;
  const first = dmClusters[0];
  if (spec.dm === undefined || images.dmInitializer === undefined || first === undefined) {
    return undefined;
  }
  const variables = [
    variable('DM_CLUSTER_NAME', first.id.name),
    variable('PROM_CONFIG_PATH', '/prometheus-rules'),
    variable('PROM_PERSISTENT_DIR', '/data'),
    variable('DM_VERSION', monitor.rulesFolder),
    variable('GF_DM_PROMETHEUS_URL', prometheusUrl(monitor)),
    variable('DM_CLUSTER_NAMESPACE', first.id.namespace),
    variable('TZ', monitor.timezone),
    ...grafanaVariables(monitor),
  ];
  return {
    ...containerBase('dm-initializer', images.dmInitializer, spec.dm.initializer, monitor),
    command: initCommand(monitor),
    env: withOverrides(variables, spec.dm.initializer.envs),
    volumeMounts: initMounts(monitor),
  };
}

/** Where the dashboards' data comes from: Prometheus in the same pod. */
function prometheusUrl(monitor: ResolvedMonitor): string {
  return `http://127.0.0.1:9090${routePrefix(monitor)}`;
}

/** What the dashboards are made for: the first cluster that has a PD of its own. */
function clusterVariables({ clusters, timezone }: ResolvedMonitor): EnvironmentVariable[] {
  const first = clusters.find(hasPd);
  if (first === undefined) return [variable('TZ', timezone)];
  const { id, manifest } = first;
  const clusterTimezone = valueAt(manifest, ['spec', 'timezone']);
  const fallback = manifest === undefined ? timezone : 'UTC';
  return [
    variable(
      'TZ',
      typeof clusterTimezone === 'string' ? (nonEmpty(clusterTimezone) ?? fallback) : fallback,
    ),
    variable('TIDB_ENABLE_BINLOG', String(usesBinlog(first))),
    variable('TIDB_CLUSTER_NAME', id.name),
    variable('TIDB_CLUSTER_NAMESPACE', id.namespace),
  ];
}

/** A cluster that is not known is taken for one with a PD: most have one. */
function hasPd({ manifest }: MonitoredCluster): boolean {
  return manifest === undefined || isSet(manifest, ['spec', 'pd']);
}

function usesBinlog({ manifest }: MonitoredCluster): boolean {
  const enabled = valueAt(manifest, ['spec', 'tidb', 'binlogEnabled']);
  return typeof enabled === 'boolean' ? enabled : isSet(manifest, ['spec', 'pump']);
}

function isSet(manifest: MonitoredCluster['manifest'], path: readonly string[]): boolean {
  const value = valueAt(manifest, path);
  return value !== undefined && value !== null;
}

function grafanaVariables({ spec }: ResolvedMonitor): EnvironmentVariable[] {
  if (spec.grafana === undefined) return [];
  return [
    variable('GF_PROVISIONING_PATH', DASHBOARDS_PATH),
    variable('GF_DATASOURCE_PATH', DATASOURCES_PATH),
  ];
}

function initCommand({ spec }: ResolvedMonitor): readonly string[] {
  const folders =
    spec.grafana === undefined ? '/data/prometheus' : '/data/prometheus /data/grafana';
  const script = [`mkdir -p ${folders}`, `chmod 777 ${folders}`, '/usr/bin/init.sh'];
  return ['/bin/sh', '-c', script.join('\n')];
}

function initMounts({ spec }: ResolvedMonitor): readonly JsonObject[] {
  const mounts = [
    mount(VOLUMES.prometheusRules, '/prometheus-rules'),
    mount(VOLUMES.data, '/data'),
  ];
  if (spec.grafana === undefined) return mounts;
  return [
    ...mounts,
    mount(VOLUMES.datasource, DATASOURCES_PATH),
    mount(VOLUMES.grafanaDashboard, DASHBOARDS_PATH),
  ];
}
