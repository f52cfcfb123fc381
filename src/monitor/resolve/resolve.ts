import type { FieldPath, Manifest } from '../../model/manifest.ts';
import { type ObjectId, objectKey } from '../../model/object-id.ts';
import type { ClusterFacts, Lookup } from '../facts.ts';
import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import { dmClusterId, tidbClusterId } from '../references.ts';
import type { RuleFiles } from '../rules/rule-files.ts';
import type { ClusterReference, InitializerSpec, TidbMonitorSpec } from '../schema/spec.ts';
import { AssetStore } from './assets.ts';
import { type MonitoredCluster, resolveCluster, tellApart } from './clusters.ts';
import { type ExternalConfigMaps, resolveExternalConfigMaps } from './external-config-maps.ts';
import {
  DEFAULT_IMAGES,
  type Image,
  type ImageSpec,
  INITIALIZER_IMAGE,
  imageOf,
  nonEmpty,
} from './images.ts';
import { type OperatorKind, resolveOperatorKind } from './operator-kind.ts';
import { type RemoteWrite, resolveRemoteWrite } from './remote-write.ts';
import { resolveRules } from './rules.ts';

/**
 * A TidbMonitor with every default filled in and every reference looked up.
 * The spec stands beside it as its author wrote it.
 */
export interface ResolvedMonitor {
  readonly name: string;
  readonly namespace: string;
  /** Unset where the manifest names no namespace: its children then name none either. */
  readonly writtenNamespace: string | undefined;
  readonly spec: TidbMonitorSpec;
  readonly shards: number;
  readonly replicas: number;
  readonly timezone: string;
  /** How long Prometheus keeps samples, as it takes it: `15d`. */
  readonly retention: string;
  readonly clusters: readonly MonitoredCluster[];
  readonly dmClusters: readonly MonitoredCluster[];
  readonly images: MonitorImages;
  /** The folder of the rules of one TiDB version: `tidb:v8.5.3`. */
  readonly rulesFolder: string;
  readonly remoteWrite: readonly RemoteWrite[];
  readonly external: ExternalConfigMaps;
  /** The generated rules; unset where Prometheus loads none of them. */
  readonly rules: RuleFiles | undefined;
  /** What goes into the assets Secret: base64 by file name. */
  readonly assets: Readonly<Record<string, string>>;
  /** Whether pods need leave to run as root from OpenShift. */
  readonly openShift: boolean;
  /** What the Prometheus operator is told with, where it is to be told and is there. */
  readonly operatorKind: OperatorKind | undefined;
  /** What it refers to and the cluster does not have. */
  readonly missing: readonly ObjectId[];
}

export interface MonitorImages {
  readonly prometheus: Image;
  readonly grafana: Image | undefined;
  readonly initializer: Image;
  readonly dmInitializer: Image | undefined;
  readonly reloader: Image;
  readonly prometheusReloader: Image | undefined;
  readonly thanos: Image | undefined;
}

/** How long samples are kept where nothing is said: Prometheus' own default. */
const DEFAULT_RETENTION = '15d';

export function resolveMonitor(
  monitor: TidbMonitor,
  lookup: Lookup,
  facts: ClusterFacts,
  warn: Report,
): ResolvedMonitor {
  const { name, spec } = monitor;
  const namespace = monitor.namespace === '' ? assumedNamespace(warn) : monitor.namespace;
  const missing = new Map<string, ObjectId>();
  const surroundings = {
    lookup,
    warn,
    missing: (id: ObjectId) => void missing.set(objectKey(id), id),
  };
  const assets = new AssetStore(lookup, warn, surroundings.missing);
  const resolveAll = (
    references: readonly ClusterReference[] | undefined,
    path: FieldPath,
    idOf: typeof tidbClusterId,
  ) => {
    const resolved: MonitoredCluster[] = [];
    for (const [index, reference] of (references ?? []).entries()) {
      const id = idOf(nonEmpty(reference.namespace) ?? namespace, reference.name);
      resolved.push(resolveCluster(reference, id, [...path, index], assets, surroundings));
    }
    return tellApart(resolved, path, warn);
  };
  const clusters = resolveAll(spec.clusters, ['spec', 'clusters'], tidbClusterId);
  const dmClusters = resolveAll(spec.dm?.clusters, ['spec', 'dm', 'clusters'], dmClusterId);
  const images = resolveImages(spec, clusters, dmClusters);
  const remoteWrite = resolveRemoteWrite({ namespace, spec, images, assets, warn });
  const external = resolveExternalConfigMaps(spec, namespace, surroundings);
  return {
    name,
    namespace,
    writtenNamespace: nonEmpty(monitor.namespace),
    spec,
    shards: spec.shards ?? 1,
    replicas: spec.replicas ?? 1,
    timezone: nonEmpty(spec.timezone) ?? 'UTC',
    retention: retentionOf(spec),
    clusters,
    dmClusters,
    images,
    rulesFolder: `tidb:${nonEmpty(spec.alertManagerRulesVersion) ?? images.initializer.version}`,
    remoteWrite,
    external,
    rules: resolveRules({ spec, clusters, dmClusters, external, warn }),
    assets: assets.data,
    openShift: facts.kinds.has('security.openshift.io/SecurityContextConstraints'),
    operatorKind: resolveOperatorKind(spec, lookup, facts, warn),
    missing: [...missing.values()],
  };
}

function assumedNamespace(warn: Report): string {
  const what = 'is not set: "default" is assumed';
  warn('NAMESPACE_ASSUMED', ['metadata', 'namespace'], what, 'set it in the kustomization');
  return 'default';
}

function retentionOf({ prometheus }: TidbMonitorSpec): string {
  const { retentionTime, reserveDays = 0 } = prometheus;
  // Zero is what Go reads where nothing is written; no one wants samples kept for no time.
  return nonEmpty(retentionTime) ?? (reserveDays > 0 ? `${reserveDays}d` : DEFAULT_RETENTION);
}

function resolveImages(
  spec: TidbMonitorSpec,
  clusters: readonly MonitoredCluster[],
  dmClusters: readonly MonitoredCluster[],
): MonitorImages {
  const optional = (image: ImageSpec | undefined, name: keyof typeof DEFAULT_IMAGES) =>
    image === undefined ? undefined : imageOf(image, DEFAULT_IMAGES[name]);
  const initializer = initializerImage(spec.initializer, clusters);
  return {
    prometheus: imageOf(spec.prometheus, DEFAULT_IMAGES.prometheus),
    grafana: optional(spec.grafana, 'grafana'),
    initializer,
    dmInitializer:
      spec.dm === undefined
        ? undefined
        : initializerImage(spec.dm.initializer, dmClusters, initializer.version),
    reloader: imageOf(spec.reloader, DEFAULT_IMAGES.reloader),
    prometheusReloader: optional(spec.prometheusReloader, 'prometheusReloader'),
    thanos: optional(spec.thanos, 'thanos'),
  };
}

/** The TiDB version whose rules and dashboards are taken where no cluster tells its own. */
const FALLBACK_TIDB_VERSION = 'v8.5.3';

function initializerImage(
  spec: InitializerSpec,
  clusters: readonly MonitoredCluster[],
  fallback = FALLBACK_TIDB_VERSION,
): Image {
  const versions = clusters.map(({ manifest }) => versionOf(manifest));
  const version = versions.find((text) => text !== undefined) ?? fallback;
  return imageOf(spec, { image: INITIALIZER_IMAGE, version });
}

function versionOf(cluster: Manifest | undefined): string | undefined {
  const spec = cluster?.spec;
  if (typeof spec !== 'object' || spec === null || !('version' in spec)) return undefined;
  return typeof spec.version === 'string' ? nonEmpty(spec.version) : undefined;
}
