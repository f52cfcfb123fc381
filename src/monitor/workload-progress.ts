import type { JsonValue } from '../model/json.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';
import { formatObjectId, objectKey } from '../model/object-id.ts';
import type { MonitorSummary } from './summary.ts';

/** Live objects by `objectKey`. */
export type LiveObjects = ReadonlyMap<string, Manifest>;

/** How many of a TidbMonitor's pods run as they should, in all shards. */
export interface WorkloadProgress {
  readonly replicas: number;
  readonly readyReplicas: number;
  /** What is still to happen; `undefined` where every pod is new and ready. */
  readonly pending: string | undefined;
}

export function workloadProgress(summary: MonitorSummary, live: LiveObjects): WorkloadProgress {
  let readyReplicas = 0;
  let pending: string | undefined;
  for (const id of summary.workloads) {
    const workload = live.get(objectKey(id));
    readyReplicas += workload === undefined ? 0 : countAt(workload, 'readyReplicas');
    const lack = workload === undefined ? 'does not exist yet' : lackOf(workload, summary.replicas);
    if (lack !== undefined) pending ??= `${formatObjectId(id)} ${lack}`;
  }
  return { replicas: summary.shards * summary.replicas, readyReplicas, pending };
}

/** What a StatefulSet lacks to run all its pods, new and ready. */
function lackOf(workload: Manifest, replicas: number): string | undefined {
  const observed = valueAt(workload, ['status', 'observedGeneration']);
  if (isOlder(observed, workload.metadata.generation)) return 'has a change to roll out';
  const updated = countAt(workload, 'updatedReplicas');
  if (updated < replicas) return `has updated ${updated} of ${replicas} pods`;
  const ready = countAt(workload, 'readyReplicas');
  return ready < replicas ? `has ${ready} of ${replicas} pods ready` : undefined;
}

function isOlder(observed: JsonValue | undefined, generation: number | undefined): boolean {
  return generation !== undefined && !(typeof observed === 'number' && observed >= generation);
}

function countAt(workload: Manifest, field: string): number {
  const count = valueAt(workload, ['status', field]);
  return typeof count === 'number' ? count : 0;
}
