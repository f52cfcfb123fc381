import type { JsonObject } from '../../model/json.ts';
import { compareText } from '../../model/object-id.ts';
import { namesOf } from '../names.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import {
  containerBase,
  mount,
  secretVariable,
  tcpPort,
  variable,
  withMounts,
  withOverrides,
} from './container.ts';
import { VOLUMES } from './volume-names.ts';

const PROBE = {
  httpGet: { path: '/api/health', port: 3000 },
  timeoutSeconds: 5,
  periodSeconds: 10,
  successThreshold: 1,
} as const;

/** `undefined` where the spec has no Grafana. */
export function grafanaContainer(monitor: ResolvedMonitor): JsonObject | undefined {
  const { spec, images, timezone } = monitor;
  const { grafana } = spec;
  if (grafana === undefined || images.grafana === undefined) return undefined;
  const secret = namesOf(monitor).base;
  const logLevel = nonEmpty(grafana.logLevel);
  const variables = [
    variable('GF_PATHS_DATA', '/data/grafana'),
    secretVariable(
      'GF_SECURITY_ADMIN_USER',
      grafana.usernameSecret ?? { name: secret, key: 'username' },
    ),
    secretVariable(
      'GF_SECURITY_ADMIN_PASSWORD',
      grafana.passwordSecret ?? { name: secret, key: 'password' },
    ),
    variable('TZ', timezone),
    ...(logLevel === undefined ? [] : [variable('GF_LOG_LEVEL', logLevel)]),
  ];
  const env = withOverrides(variables, grafana.envs);
  const mounts = [
    mount(VOLUMES.data, '/data'),
    mount(VOLUMES.datasource, '/etc/grafana/provisioning/datasources'),
    mount(VOLUMES.dashboardsProvisioning, '/etc/grafana/provisioning/dashboards'),
    mount(VOLUMES.grafanaDashboard, '/grafana-dashboard-definitions/tidb'),
  ];
  return {
    ...containerBase('grafana', images.grafana, grafana, monitor),
    ports: [tcpPort('grafana', 3000)],
    env: env.toSorted((a, b) => compareText(a.name, b.name)),
    volumeMounts: withMounts(mounts, grafana.additionalVolumeMounts),
    livenessProbe: { ...PROBE, initialDelaySeconds: 30, failureThreshold: 10 },
    readinessProbe: PROBE,
  };
}
