import { isJsonObject } from '../model/json.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';
import { objectKey } from '../model/object-id.ts';
import { ClusterError } from '../model/ports/cluster-errors.ts';
import type { ObjectHealth } from './health.ts';
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
 * Adds to unhealthy workloads what one of their pods says, such as
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
  const labels = valueAt(workload, ['spec', 'selector', 'matchLabels']);
  const { namespace } = workload.metadata;
  if (!isJsonObject(labels) || namespace === undefined) return undefined;
  const labelSelector = Object.entries(labels)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(',');
  try {
    const { signal } = run.context;
    const { items } = await run.context.cluster.list({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace,
      labelSelector,
      ...(signal === undefined ? {} : { signal }),
    });
    const pod = items.find((item) => podHealth(item).status !== 'Current');
    return pod === undefined
      ? undefined
      : `Pod/${namespace}/${pod.metadata.name}: ${podHealth(pod).message}`;
  } catch (error) {
    if (error instanceof ClusterError) return undefined;
    throw error;
  }
}
