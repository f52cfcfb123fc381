import type { JsonObject } from '../../model/json.ts';
import { prometheusCommand } from '../prometheus/command-line.ts';
import { routePrefix } from '../prometheus/route-prefix.ts';
import { ASSETS_PATH } from '../resolve/assets.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import {
  containerBase,
  identityVariables,
  mount,
  readOnlyMount,
  tcpPort,
  variable,
  withMounts,
} from './container.ts';
import { VOLUMES } from './volume-names.ts';

export function prometheusContainer(monitor: ResolvedMonitor, shard: number): JsonObject {
  const { spec, images } = monitor;
  const mounts = [
    readOnlyMount(VOLUMES.prometheusConfig, '/etc/prometheus/config'),
    mount(VOLUMES.data, '/data'),
    mount(VOLUMES.prometheusRules, '/prometheus-rules'),
    readOnlyMount(VOLUMES.assets, ASSETS_PATH),
  ];
  return {
    ...containerBase('prometheus', images.prometheus, spec.prometheus, monitor),
    command: prometheusCommand(monitor),
    ports: [tcpPort('prometheus', 9090)],
    env: [...identityVariables(shard), variable('TZ', monitor.timezone)],
    volumeMounts: [
      ...withMounts(mounts, spec.prometheus.additionalVolumeMounts),
      ...externalRulesMount(monitor),
    ],
    // No liveness probe: replaying a long log would look like being dead.
    readinessProbe: {
      httpGet: { path: `${routePrefix(monitor)}/-/ready`, port: 9090 },
      timeoutSeconds: 3,
      periodSeconds: 5,
      failureThreshold: 120,
    },
  };
}

/** The sidecar that reloads Prometheus; `undefined` where the spec has none. */
export function prometheusReloaderContainer(
  monitor: ResolvedMonitor,
  shard: number,
): JsonObject | undefined {
  const { spec, images } = monitor;
  if (spec.prometheusReloader === undefined || images.prometheusReloader === undefined) {
    return undefined;
  }
  const { prometheusReloader } = images;
  const command = [
    '/bin/prometheus-config-reloader',
    '--listen-address=:9088',
    `--reload-url=http://localhost:9090${routePrefix(monitor)}/-/reload`,
    '--config-file=/etc/prometheus/config/prometheus.yml',
  ];
  if (monitor.external.rules !== undefined) {
    command.push('--watched-dir=/prometheus-external-rules');
  }
  return {
    ...containerBase(
      'prometheus-config-reloader',
      prometheusReloader,
      spec.prometheusReloader,
      monitor,
    ),
    command,
    ports: [tcpPort('config-reloader', 9088)],
    env: identityVariables(shard),
    volumeMounts: [
      readOnlyMount(VOLUMES.prometheusConfig, '/etc/prometheus/config'),
      ...externalRulesMount(monitor),
    ],
  };
}

/** The sidecar that watches the initializer's rules. */
export function reloaderContainer(monitor: ResolvedMonitor): JsonObject {
  const { spec, images } = monitor;
  return {
    ...containerBase('reloader', images.reloader, spec.reloader, monitor),
    command: [
      '/bin/reload',
      '--root-store-path=/data',
      `--sub-store-path=${monitor.rulesFolder}`,
      '--watch-path=/prometheus-rules/rules',
      `--prometheus-url=http://127.0.0.1:9090${routePrefix(monitor)}`,
    ],
    ports: [tcpPort('reloader', 9089)],
    env: [variable('TZ', monitor.timezone)],
    volumeMounts: [
      mount(VOLUMES.prometheusRules, '/prometheus-rules'),
      mount(VOLUMES.data, '/data'),
    ],
  };
}

function externalRulesMount({ external }: ResolvedMonitor): readonly JsonObject[] {
  if (external.rules === undefined) return [];
  return [readOnlyMount(VOLUMES.externalRules, '/prometheus-external-rules')];
}
