import type { JsonObject } from '../../model/json.ts';
import { pathOf, routePrefix } from '../prometheus/route-prefix.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import type { ThanosSpec } from '../schema/spec.ts';
import {
  containerBase,
  type EnvironmentVariable,
  fieldVariable,
  mount,
  secretVariable,
  tcpPort,
  withMounts,
} from './container.ts';
import { VOLUMES } from './volume-names.ts';

/** `undefined` where the spec has no Thanos. */
export function thanosContainer(monitor: ResolvedMonitor): JsonObject | undefined {
  const { spec, images } = monitor;
  const { thanos } = spec;
  if (thanos === undefined || images.thanos === undefined) return undefined;
  const storage = storageOf(thanos);
  const tracing = sourceOf(
    'tracing.config',
    'TRACING_CONFIG',
    thanos.tracingConfigFile,
    thanos.tracingConfig,
  );
  const storageMounts = storage === undefined ? [] : [mount(VOLUMES.data, '/data')];
  const volumeMounts = withMounts(storageMounts, thanos.additionalVolumeMounts);
  return {
    ...containerBase('thanos-sidecar', images.thanos, thanos, monitor),
    args: [
      'sidecar',
      ...addressFlags(monitor, thanos),
      ...certificateFlags(thanos),
      ...(storage === undefined ? [] : [storage.flag, '--tsdb.path=/data/prometheus']),
      ...(tracing === undefined ? [] : [tracing.flag]),
      ...flagsOf([
        ['log.level', thanos.logLevel],
        ['log.format', thanos.logFormat],
        ['min-time', thanos.minTime],
      ]),
    ],
    ports: [tcpPort('http', 10902), tcpPort('grpc', 10901)],
    env: [
      fieldVariable('POD_IP', 'status.podIP'),
      fieldVariable('POD_NAME', 'metadata.name'),
      fieldVariable('NAMESPACE', 'metadata.namespace'),
      ...(storage?.variables ?? []),
      ...(tracing?.variables ?? []),
    ],
    ...(volumeMounts.length === 0 ? {} : { volumeMounts }),
  };
}

function addressFlags(monitor: ResolvedMonitor, thanos: ThanosSpec): string[] {
  // The brackets make an address of either family fit before a port.
  const host = thanos.listenLocal === true ? '127.0.0.1' : '[$(POD_IP)]';
  const given = nonEmpty(thanos.routePrefix);
  const prefix = given === undefined ? routePrefix(monitor) : pathOf(given);
  return [
    `--prometheus.url=http://localhost:9090${prefix}`,
    `--grpc-address=${host}:10901`,
    `--http-address=${host}:10902`,
  ];
}

function certificateFlags({ grpcServerTlsConfig: tls }: ThanosSpec): string[] {
  return flagsOf([
    ['grpc-server-tls-cert', tls?.certFile],
    ['grpc-server-tls-key', tls?.keyFile],
    ['grpc-server-tls-client-ca', tls?.caFile],
  ]);
}

function flagsOf(flags: readonly (readonly [string, string | undefined])[]): string[] {
  return flags.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`--${name}=${value}`],
  );
}

interface ConfigSource {
  readonly flag: string;
  readonly variables: readonly EnvironmentVariable[];
}

function storageOf(thanos: ThanosSpec): ConfigSource | undefined {
  const { objectStorageConfigFile, objectStorageConfig } = thanos;
  return sourceOf(
    'objstore.config',
    'OBJSTORE_CONFIG',
    objectStorageConfigFile,
    objectStorageConfig,
  );
}

/** A configuration from a file or, where none is named, from a Secret by way of a variable. */
function sourceOf(
  flag: string,
  name: string,
  file: string | undefined,
  secret: JsonObject | undefined,
): ConfigSource | undefined {
  if (nonEmpty(file) !== undefined) return { flag: `--${flag}-file=${file}`, variables: [] };
  if (secret === undefined) return undefined;
  return { flag: `--${flag}=$(${name})`, variables: [secretVariable(name, secret)] };
}
