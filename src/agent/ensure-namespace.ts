import { fieldManager } from '../model/identity.ts';
import type { Cluster } from '../model/ports/cluster.ts';

/** Makes a namespace when it is not there; leaves one that is there as it is. */
export async function ensureNamespace(name: string, cluster: Cluster): Promise<void> {
  const live = await cluster.get({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name });
  if (live !== undefined) return;
  await cluster.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    { fieldManager },
  );
}
