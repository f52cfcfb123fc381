import type { JsonObject } from '../../model/json.ts';
import { namesOf } from '../names.ts';
import { mount } from '../pod/container.ts';
import { type PodParts, podParts, templateFrom } from '../pod/pod-template.ts';
import { VOLUMES } from '../pod/volume-names.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';

const CONFIG_OUT = 'prometheus-config-out';
const CONFIG_OUT_PATH = '/etc/prometheus/config_out';

/** How tidb-operator fills in the configuration before it starts Prometheus. */
const SUBSTITUTION =
  "sed -e '5s/[()]//g' -e 's/SHARD//g'  -e 's/$NAMESPACE/'\"$NAMESPACE\"'/g;s/$POD_NAME/'\"$POD_NAME\"'/g;s/$()/'$(SHARD)'/g' /etc/prometheus/config/prometheus.yml > /etc/prometheus/config_out/prometheus.yml && /bin/prometheus";

/**
 * The template of a shard's pods that tidb-operator (1.3 and newer) makes of the
 * same TidbMonitor, without the server's defaults. Where it differs from ours,
 * ADR 0006 and the list of intended differences say why.
 */
export function operatorPodTemplate(monitor: ResolvedMonitor, shard: number): JsonObject {
  const seen = asOperatorSees(monitor);
  return templateFrom(seen, shard, operatorParts(seen, shard));
}

/** The monitor without what tidb-operator does not honour. */
function asOperatorSees(monitor: ResolvedMonitor): ResolvedMonitor {
  const { imagePullPolicy: _policy, ...spec } = monitor.spec;
  const { logLevel: _level, ...grafana } = spec.grafana ?? {};
  const { retentionTime, reserveDays = 0 } = spec.prometheus;
  return {
    ...monitor,
    spec: spec.grafana === undefined ? spec : { ...spec, grafana },
    retention: retentionTime ?? `${reserveDays}d`,
  };
}

function operatorParts(monitor: ResolvedMonitor, shard: number): PodParts {
  const { containers, volumes } = podParts(monitor, shard);
  return {
    containers: containers.map((container) => operatorContainer(monitor, container)),
    volumes: volumes.flatMap((volume) => operatorVolumes(monitor, volume)),
    annotations: {},
  };
}

function operatorContainer(monitor: ResolvedMonitor, container: JsonObject): JsonObject {
  const configOut = mount(CONFIG_OUT, CONFIG_OUT_PATH);
  const mounts = [configOut, ...listOf(container.volumeMounts)];
  switch (container.name) {
    case 'prometheus':
      return { ...container, command: operatorCommand(monitor), volumeMounts: mounts };
    case 'prometheus-config-reloader':
      return {
        ...container,
        command: reloaderCommand(container),
        ports: [{ name: 'reloader', containerPort: 9088, protocol: 'TCP' }],
        volumeMounts: mounts,
      };
    case 'thanos-sidecar':
      return { ...container, args: sidecarArguments(monitor, container) };
    default:
      return container;
  }
}

function operatorCommand({ spec, retention }: ResolvedMonitor): readonly string[] {
  const { logLevel = '', config, disableCompaction } = spec.prometheus;
  const words = [
    SUBSTITUTION,
    '--web.enable-admin-api',
    '--web.enable-lifecycle',
    `--config.file=${CONFIG_OUT_PATH}/prometheus.yml`,
    '--storage.tsdb.path=/data/prometheus',
    `--storage.tsdb.retention.time=${retention}`,
    ...(logLevel === '' ? [] : [`--log.level=${logLevel}`]),
    ...(config?.commandOptions ?? []),
  ];
  if (disableCompaction === true || spec.thanos !== undefined) {
    words.push('--storage.tsdb.max-block-duration=2h', '--storage.tsdb.min-block-duration=2h');
  }
  return ['/bin/sh', '-c', words.join(' ')];
}

/** Our reloader only watches; tidb-operator's also fills the configuration in. */
function reloaderCommand({ command }: JsonObject): readonly unknown[] & JsonObject[string] {
  const words = listOf(command);
  const source = words.findIndex((word) => String(word).startsWith('--config-file='));
  const target = `--config-envsubst-file=${CONFIG_OUT_PATH}/prometheus.yml`;
  return words.toSpliced(source + 1, 0, target);
}

/** The address with the prefix as Go's `path.Clean` leaves it: nothing becomes a dot. */
function sidecarArguments({ spec }: ResolvedMonitor, { args }: JsonObject): JsonObject[string] {
  const prefix = spec.thanos?.routePrefix ?? '';
  const url = `--prometheus.url=http://localhost:9090/${cleanPath(prefix)}`;
  return listOf(args).map((word) => (String(word).startsWith('--prometheus.url=') ? url : word));
}

function cleanPath(path: string): string {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  const root = path.startsWith('/') ? '/' : '';
  return `${root}${steps.join('/')}` || '.';
}

/** One ConfigMap serves all shards, and an empty folder takes the filled-in copy. */
function operatorVolumes(monitor: ResolvedMonitor, volume: JsonObject): readonly JsonObject[] {
  if (volume.name === VOLUMES.prometheusConfig) {
    return [{ name: volume.name, configMap: { name: namesOf(monitor).prometheusConfig(0) } }];
  }
  if (volume.name !== VOLUMES.prometheusRules) return [volume];
  return [volume, { name: CONFIG_OUT, emptyDir: {} }];
}

function listOf(value: JsonObject[string]): readonly (string | JsonObject)[] {
  return Array.isArray(value) ? value : [];
}
