import { type Manifest, valueAt } from '../model/manifest.ts';
import { objectKey } from '../model/object-id.ts';
import type { ListOptions } from '../model/ports/cluster.ts';
import { ClusterError } from '../model/ports/cluster-errors.ts';
import type { ObjectHealth } from './health.ts';
import { formatLabelSelector } from './label-selector.ts';
import { newestRevisionFirst } from './newest-revision.ts';
import type { ApplyRun } from './run.ts';
import { podHealth } from './workload-health.ts';

/** Unhealthy workloads whose pods are looked at, at most: the first tell enough. */
const mostWorkloads = 5;
const workloadKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
]);

/**
 * Adds to unhealthy workloads what one of their pods says, of the newest revision
 * where it can be told, such as
 * `prometheus-0: prometheus: ImagePullBackOff`. Whoever may not read pods gets
 * what there was before.
 */
export async function explainPods(
  run: ApplyRun,
  unhealthy: readonly ObjectHealth[],
): Promise<readonly ObjectHealth[]> {
  const explained = new Map<ObjectHealth, ObjectHealth>();
  const workloads = unhealthy.filter(({ id }) => workloadKinds.has(id.kind));
  for (const health of workloads.slice(0, mostWorkloads)) {
    const workload = run.live.get(objectKey(health.id));
    const reason = workload === undefined ? undefined : await podReason(run, workload);
    if (reason !== undefined) {
      explained.set(health, { ...health, message: `${health.message}; ${reason}` });
    }
  }
  return unhealthy.map((health) => explained.get(health) ?? health);
}

async function podReason(run: ApplyRun, workload: Manifest): Promise<string | undefined> {
  const labelSelector = formatLabelSelector(valueAt(workload, ['spec', 'selector']));
  const { namespace } = workload.metadata;
  if (labelSelector === undefined || namespace === undefined) return undefined;
  const list = (apiVersion: string, kind: string) =>
    listReadable(run, { apiVersion, kind, namespace, labelSelector });
  const pods = await list('v1', 'Pod');
  const unhealthy = pods.filter((pod) => podHealth(pod).status !== 'Current');
  // A pod of an old revision may be unhealthy for what the new one has put right.
  const [pod] = await newestRevisionFirst(workload, unhealthy, () => list('apps/v1', 'ReplicaSet'));
  return pod === undefined
    ? undefined
    : `Pod/${namespace}/${pod.metadata.name}: ${podHealth(pod).message}`;
}

/** Nothing where the agent may not read it, or the server is away: this is only an explanation. */
async function listReadable(run: ApplyRun, options: ListOptions): Promise<readonly Manifest[]> {
  const { cluster, signal } = run.context;
  try {
    const { items } = await cluster.list({
      ...options,
      ...(signal === undefined ? {} : { signal }),
    });
    return items;
  } catch (error) {
    if (error instanceof ClusterError) return [];
    throw error;
  }
}
