import type { Cluster } from '../model/ports/cluster.ts';
import { NotFoundError } from '../model/ports/cluster-errors.ts';
import { statusReference } from './approvals.ts';

/** The annotation on a target's status record that keeps the agent from attempting it: why. */
export const suspendAnnotation = 'tidewatch.dev/suspend';

/** Why somebody has suspended a target on the cluster; `undefined` where nobody has. */
export async function readSuspension(
  target: string,
  namespace: string,
  cluster: Cluster,
): Promise<string | undefined> {
  const record = await cluster.get(statusReference(target, namespace));
  return record?.metadata.annotations?.[suspendAnnotation];
}

/** Suspends a target, or resumes it without a reason; `false` where there is no such target. */
export async function setSuspension(
  target: string,
  reason: string | undefined,
  namespace: string,
  cluster: Cluster,
): Promise<boolean> {
  const document = { metadata: { annotations: { [suspendAnnotation]: reason ?? null } } };
  try {
    await cluster.patch(
      statusReference(target, namespace),
      { type: 'merge', document },
      { fieldManager: 'tidewatch-suspend' },
    );
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}
