import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import { configMapId, secretId } from '../references.ts';
import type { keySelector } from '../schema/kubernetes/references.ts';
import type { Infer } from '../schema/schema.ts';
import type { RemoteWriteSpec, TidbMonitorSpec } from '../schema/spec.ts';
import { ASSETS_PATH, type AssetStore, assetPath } from './assets.ts';
import { type Image, nonEmpty } from './images.ts';
import { isAtLeast } from './prometheus-version.ts';

/** A `remote_write` section of Prometheus' configuration. */
export type RemoteWrite = JsonObject;

type KeySelector = Infer<typeof keySelector>;
type TlsConfigSpec = NonNullable<RemoteWriteSpec['tlsConfig']>;

interface Endpoint {
  readonly spec: RemoteWriteSpec;
  readonly index: number;
  readonly path: FieldPath;
  readonly namespace: string;
  /** The tag of Prometheus' image. */
  readonly version: string;
  readonly assets: AssetStore;
  readonly warn: Report;
}

interface RemoteWriteInput {
  readonly namespace: string;
  readonly spec: TidbMonitorSpec;
  readonly images: { readonly prometheus: Image };
  readonly assets: AssetStore;
  readonly warn: Report;
}

/**
 * The endpoints as this version of Prometheus reads them. Passwords, tokens
 * and keys become files of the assets; an endpoint whose credentials are known
 * to be missing is left out, for Prometheus would not start with it.
 */
export function resolveRemoteWrite(input: RemoteWriteInput): readonly RemoteWrite[] {
  const { namespace, spec, images, assets, warn } = input;
  const { version } = images.prometheus;
  const sections: RemoteWrite[] = [];
  for (const [index, endpoint] of (spec.prometheus.remoteWrite ?? []).entries()) {
    const path = ['spec', 'prometheus', 'remoteWrite', index];
    const section = sectionOf({ spec: endpoint, index, path, namespace, version, assets, warn });
    if (section !== undefined) sections.push(section);
  }
  return sections;
}

function sectionOf(endpoint: Endpoint): RemoteWrite | undefined {
  const { spec } = endpoint;
  const basicAuth = basicAuthOf(endpoint);
  const tls = tlsOf(endpoint);
  if (basicAuth === 'missing' || tls === 'missing') return undefined;
  const { recent } = gate(endpoint);
  return {
    url: spec.url,
    remote_timeout: nonEmpty(spec.remoteTimeout) ?? '30s',
    ...optional('headers', recent(spec.headers, 'headers', 25)),
    ...optional('name', recent(nonEmpty(spec.name), 'name', 25)),
    ...optional('write_relabel_configs', relabelingsOf(spec)),
    ...optional('basic_auth', basicAuth),
    ...optional('bearer_token_file', bearerTokenFile(endpoint)),
    ...optional('tls_config', tls),
    ...optional('proxy_url', nonEmpty(spec.proxyUrl)),
    ...optional('queue_config', queueOf(endpoint)),
    ...optional('metadata_config', recent(metadataOf(spec), 'metadataConfig', 23)),
  };
}

/** Leaves out, with a warning, what this version of Prometheus does not know: it would not start. */
function gate({ version, path, warn }: Endpoint) {
  const recent = (value: JsonValue | undefined, field: string, minor: number) => {
    if (value === undefined || isAtLeast(version, 2, minor)) return value;
    const what = `needs Prometheus 2.${minor}, but the version is ${version}: it is left out`;
    const advice = `set spec.prometheus.version to v2.${minor}.0 or newer`;
    warn('FIELD_WITHOUT_EFFECT', [...path, ...field.split('.')], what, advice);
    return undefined;
  };
  return { recent };
}

function basicAuthOf(endpoint: Endpoint): JsonObject | 'missing' | undefined {
  const { basicAuth } = endpoint.spec;
  if (basicAuth === undefined) return undefined;
  const username = secretFile(
    basicAuth.username,
    [...endpoint.path, 'basicAuth', 'username'],
    endpoint,
  );
  const password = secretFile(
    basicAuth.password,
    [...endpoint.path, 'basicAuth', 'password'],
    endpoint,
  );
  if (username === 'missing' || password === 'missing') return 'missing';
  return {
    ...usernameOf(username, endpoint),
    ...optional('password_file', password),
  };
}

/** Before 2.49 Prometheus reads a user's name from its configuration only. */
function usernameOf(file: string | undefined, endpoint: Endpoint): JsonObject {
  if (file === undefined) return {};
  if (isAtLeast(endpoint.version, 2, 49)) return { username_file: file };
  const name = endpoint.assets.textOf(file.slice(ASSETS_PATH.length + 1));
  return optional('username', name);
}

/** A token in the spec moves to the Secret, so that no ConfigMap holds it. */
function bearerTokenFile({ spec, index, assets }: Endpoint): string | undefined {
  const token = nonEmpty(spec.bearerToken);
  if (token !== undefined) return assets.addText(`remote-write_${index}_bearer-token`, token);
  return nonEmpty(spec.bearerTokenFile);
}

function tlsOf(endpoint: Endpoint): JsonObject | 'missing' | undefined {
  const tls = endpoint.spec.tlsConfig;
  if (tls === undefined) return undefined;
  const path = [...endpoint.path, 'tlsConfig'];
  const ca = fileOf(tls.caFile, tls.ca, [...path, 'ca'], endpoint);
  const cert = fileOf(tls.certFile, tls.cert, [...path, 'cert'], endpoint);
  const key = fileOf(tls.keyFile, { secret: tls.keySecret }, [...path, 'keySecret'], endpoint);
  if (ca === 'missing' || cert === 'missing' || key === 'missing') return 'missing';
  return {
    ...optional('ca_file', ca),
    ...optional('cert_file', cert),
    ...optional('key_file', key),
    ...optional('server_name', nonEmpty(tls.serverName)),
    ...optional('insecure_skip_verify', tls.insecureSkipVerify),
  };
}

/** A file that the spec names wins over a key of a Secret or ConfigMap. */
function fileOf(
  file: string | undefined,
  source: TlsConfigSpec['ca'] | { readonly secret: KeySelector | undefined },
  path: FieldPath,
  endpoint: Endpoint,
): string | 'missing' | undefined {
  if (nonEmpty(file) !== undefined) return file;
  if (source?.secret !== undefined) return secretFile(source.secret, path, endpoint);
  const configMap = source !== undefined && 'configMap' in source ? source.configMap : undefined;
  if (configMap?.name === undefined) return undefined;
  const id = configMapId(endpoint.namespace, configMap.name);
  const found = endpoint.assets.addKey(id, configMap.key, path);
  return found ? assetPath(id, configMap.key) : 'missing';
}

function secretFile(
  selector: KeySelector | undefined,
  path: FieldPath,
  { namespace, assets }: Endpoint,
): string | 'missing' | undefined {
  if (selector?.name === undefined) return undefined;
  const id = secretId(namespace, selector.name);
  return assets.addKey(id, selector.key, path) ? assetPath(id, selector.key) : 'missing';
}

function queueOf(endpoint: Endpoint): JsonObject | undefined {
  const queue = endpoint.spec.queueConfig;
  if (queue === undefined) return undefined;
  const { recent } = gate(endpoint);
  if (queue.maxRetries !== undefined) {
    const path = [...endpoint.path, 'queueConfig', 'maxRetries'];
    const what =
      'is not known to Prometheus, which retries for as long as it takes: it is left out';
    endpoint.warn('FIELD_WITHOUT_EFFECT', path, what, 'remove it');
  }
  return {
    ...optional('capacity', nonZero(queue.capacity)),
    ...optional('min_shards', recent(nonZero(queue.minShards), 'queueConfig.minShards', 6)),
    ...optional('max_shards', nonZero(queue.maxShards)),
    ...optional('max_samples_per_send', nonZero(queue.maxSamplesPerSend)),
    ...optional('batch_send_deadline', durationOf(queue.batchSendDeadline)),
    ...optional('min_backoff', durationOf(queue.minBackoff)),
    ...optional('max_backoff', durationOf(queue.maxBackoff)),
  };
}

/** Zero is what Go reads where nothing is written, and what Prometheus refuses. */
function nonZero(value: number | bigint | undefined): number | bigint | undefined {
  return Number(value) === 0 ? undefined : value;
}

/** Nanoseconds as Prometheus writes durations; it knows nothing shorter than a millisecond. */
function durationOf(nanoseconds: number | bigint | undefined): string | undefined {
  const given = nonZero(nanoseconds);
  if (given === undefined) return undefined;
  const milliseconds = Math.max(1, Math.round(Number(given) / 1e6));
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}

function metadataOf({ metadataConfig }: RemoteWriteSpec): JsonObject | undefined {
  if (metadataConfig === undefined) return undefined;
  return {
    ...optional('send', metadataConfig.send),
    ...optional('send_interval', nonEmpty(metadataConfig.sendInterval)),
  };
}

type RelabelSpec = NonNullable<RemoteWriteSpec['writeRelabelConfigs']>[number];

function relabelingsOf({ writeRelabelConfigs }: RemoteWriteSpec): JsonObject[] | undefined {
  if (writeRelabelConfigs === undefined) return undefined;
  const relabelings: JsonObject[] = [];
  for (const spec of writeRelabelConfigs) relabelings.push(relabelingOf(spec));
  return relabelings;
}

function relabelingOf(spec: RelabelSpec): JsonObject {
  const { sourceLabels = [] } = spec;
  return {
    ...optional('source_labels', sourceLabels.length === 0 ? undefined : sourceLabels),
    ...optional('separator', nonEmpty(spec.separator)),
    ...optional('target_label', nonEmpty(spec.targetLabel)),
    ...optional('regex', nonEmpty(spec.regex)),
    ...optional('modulus', Number(spec.modulus ?? 0) === 0 ? undefined : spec.modulus),
    ...optional('replacement', spec.replacement),
    ...optional('action', nonEmpty(spec.action)),
  };
}

function optional(key: string, value: JsonValue | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}
