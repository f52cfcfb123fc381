import type { ObjectReference } from '../model/ports/cluster.ts';
import { namesOf } from './names.ts';
import { VOLUMES } from './pod/volume-names.ts';
import type { ResolvedMonitor } from './resolve/resolve.ts';

/** The volumes of a monitor, of all its shards and replicas. */
export interface MonitorVolumes {
  /** What is to happen to them when their claims go: as with tidb-operator, nothing by default. */
  readonly policy: 'Retain' | 'Delete' | 'Recycle';
  readonly claims: readonly ObjectReference[];
}

/** `undefined` where nothing persists. */
export function volumesOf(monitor: ResolvedMonitor): MonitorVolumes | undefined {
  const { spec, namespace, shards, replicas } = monitor;
  if (spec.persistent !== true) return undefined;
  const workloads = Array.from({ length: shards }, (_, shard) => namesOf(monitor).workload(shard));
  const claims = workloads.flatMap((workload) =>
    Array.from({ length: replicas }, (_, replica) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      namespace,
      name: `${VOLUMES.data}-${workload}-${replica}`,
    })),
  );
  return { policy: spec.pvReclaimPolicy ?? 'Retain', claims };
}
