import { fieldManager } from '../model/identity.ts';
import type { Cluster } from '../model/ports/cluster.ts';
import { ForbiddenError } from '../model/ports/cluster-errors.ts';

/**
 * Makes a namespace when it is not there; leaves one that is there as it is.
 * Who may not look may not make it either: it is then left to who installed us.
 */
export async function ensureNamespace(name: string, cluster: Cluster): Promise<void> {
  const reference = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name };
  try {
    if ((await cluster.get(reference)) !== undefined) return;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    await cluster.apply(namespace, { fieldManager });
  } catch (thrown) {
    if (!(thrown instanceof ForbiddenError)) throw thrown;
  }
}
