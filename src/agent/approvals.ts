import { statusName } from '../model/identity.ts';
import type { Cluster, ObjectReference } from '../model/ports/cluster.ts';

/** The annotation on a target's status record that approves plans: digests, comma-separated. */
export const approvalAnnotation = 'tidewatch.dev/approve';

/** Where a target's status record lives. */
export function statusReference(target: string, namespace: string): ObjectReference {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: statusName(target) };
}

/** The digests somebody has approved for a target, on the cluster. */
export async function readApprovals(
  target: string,
  namespace: string,
  cluster: Cluster,
): Promise<ReadonlySet<string>> {
  const record = await cluster.get(statusReference(target, namespace));
  const text = record?.metadata.annotations?.[approvalAnnotation] ?? '';
  return new Set(
    text
      .split(',')
      .map((digest) => digest.trim())
      .filter((digest) => digest !== ''),
  );
}

/** Approves exactly this for a target; earlier approvals give way to it. */
export async function approve(
  target: string,
  digests: ReadonlySet<string>,
  namespace: string,
  cluster: Cluster,
): Promise<void> {
  const document = { metadata: { annotations: { [approvalAnnotation]: [...digests].join(',') } } };
  await cluster.patch(
    statusReference(target, namespace),
    { type: 'merge', document },
    { fieldManager: 'tidewatch-approve' },
  );
}
