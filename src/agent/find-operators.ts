import type { Rendered } from '../model/manifest.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import { ForbiddenError } from '../model/ports/cluster-errors.ts';
import { isTidbMonitor } from '../monitor/references.ts';
import {
  OPERATOR_LEASE,
  OPERATOR_SELECTOR,
  type RunningOperator,
  runningOperator,
} from '../monitor/takeover/running-operator.ts';

/** The tidb-operators 1.x that run on the cluster, where TidbMonitors are rendered. */
export async function findOperators(
  rendered: readonly Rendered[],
  {
    cluster,
    discovery,
    clock,
  }: { readonly cluster: Cluster; readonly discovery: Discovery; readonly clock: Clock },
  signal?: AbortSignal,
): Promise<readonly RunningOperator[]> {
  if (!rendered.some(({ manifest }) => isTidbMonitor(manifest))) return [];
  if ((await discovery.find('apps', 'Deployment', 'v1')) === undefined) return [];
  const abort = signal === undefined ? {} : { signal };
  const kind = { apiVersion: 'apps/v1', kind: 'Deployment' };
  const deployments = await unlessForbidden(async () => {
    const { items } = await cluster.list({ ...kind, labelSelector: OPERATOR_SELECTOR, ...abort });
    return items;
  });
  const found: RunningOperator[] = [];
  for (const deployment of deployments ?? []) {
    const { namespace = '' } = deployment.metadata;
    const place = { kind: 'Lease', namespace, name: OPERATOR_LEASE };
    const lease = await unlessForbidden(() =>
      cluster.get({ apiVersion: 'coordination.k8s.io/v1', ...place }, signal),
    );
    const operator = runningOperator(deployment, lease, clock.now());
    if (operator !== undefined) found.push(operator);
  }
  return found;
}

/** An agent that may not look does not know of any operator. */
async function unlessForbidden<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof ForbiddenError) return undefined;
    throw thrown;
  }
}
