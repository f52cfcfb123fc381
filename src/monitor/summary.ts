import type { ObjectId } from '../model/object-id.ts';
import type { MonitorReference } from './reference-digest.ts';
import { nonEmpty } from './resolve/images.ts';
import type { ResolvedMonitor } from './resolve/resolve.ts';
import { type TopologyClaim, topologyClaims } from './topology/claims.ts';
import { type MonitorVolumes, volumesOf } from './volumes.ts';

/** One TidbMonitor of an expansion: what status, printer columns and health need to know of it. */
export interface MonitorSummary {
  readonly id: ObjectId;
  /** How many TidbClusters and DMClusters it monitors. */
  readonly clusters: number;
  readonly shards: number;
  /** Pods per shard. */
  readonly replicas: number;
  /** Image tags; `undefined` where the component is not deployed. */
  readonly versions: {
    readonly prometheus: string;
    readonly grafana: string | undefined;
    readonly thanos: string | undefined;
  };
  /** The size of each pod's volume as written, such as `100Gi`; `undefined` where nothing persists. */
  readonly storage: string | undefined;
  /** Everything the expansion made for it, in the order of the expansion. */
  readonly children: readonly ObjectId[];
  /** Its StatefulSets, one per shard, shard 0 first. */
  readonly workloads: readonly ObjectId[];
  /** Objects it refers to that the cluster does not have: nothing else stops for them. */
  readonly missing: readonly ObjectId[];
  /** Whether its pods are still those of tidb-operator. */
  readonly keepsPods: boolean;
  /** What the PD of each of its clusters is to show. */
  readonly topology: readonly TopologyClaim[];
  /** Its volumes; `undefined` where nothing persists. */
  readonly volumes: MonitorVolumes | undefined;
  /** What it refers to outside of the rendered set. */
  readonly references: readonly MonitorReference[];
}

export function summaryOf(
  id: ObjectId,
  monitor: ResolvedMonitor,
  {
    children,
    keepsPods,
    references,
  }: Pick<MonitorSummary, 'children' | 'keepsPods' | 'references'>,
): MonitorSummary {
  const { images, spec } = monitor;
  return {
    id,
    clusters: monitor.clusters.length + monitor.dmClusters.length,
    shards: monitor.shards,
    replicas: monitor.replicas,
    versions: {
      prometheus: images.prometheus.version,
      grafana: images.grafana?.version,
      thanos: images.thanos?.version,
    },
    storage: spec.persistent === true ? nonEmpty(spec.storage) : undefined,
    children,
    workloads: children.filter(({ group, kind }) => group === 'apps' && kind === 'StatefulSet'),
    missing: monitor.missing,
    keepsPods,
    topology: topologyClaims(monitor),
    volumes: volumesOf(monitor),
    references,
  };
}
