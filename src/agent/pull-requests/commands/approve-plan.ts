import type { Cluster } from '../../../model/ports/cluster.ts';
import { NotFoundError } from '../../../model/ports/cluster-errors.ts';
import { code } from '../../../report/markdown.ts';
import { approve } from '../../approvals.ts';
import { listStatus } from '../../status-store.ts';

export interface ApproveContext {
  readonly cluster: Cluster;
  /** The namespace of status records. */
  readonly namespace: string;
  /** The repository and path: plans of others are not approved here. */
  readonly repository: string;
  /** Asks for an attempt at a target now. */
  readonly hurry: (target: string) => boolean;
}

/**
 * Approves the plan with a digest: one that a target waits with, or one that merging
 * would make. `planned`: the target of which the pull request said so.
 */
export async function approvePlan(
  digest: string,
  planned: string | undefined,
  { cluster, namespace, repository, hurry }: ApproveContext,
): Promise<string> {
  const records = await listStatus(cluster, namespace);
  const waiting = records.find(
    (one) => one.repository === repository && one.held?.digest === digest,
  );
  const target = waiting?.target ?? planned;
  if (target === undefined) {
    return `no plan of this repository has the digest ${code(digest)} now; look at what the comment says, and approve that`;
  }
  try {
    await approve(target, new Set([digest]), namespace, cluster);
  } catch (thrown) {
    if (!(thrown instanceof NotFoundError)) throw thrown;
    return `${code(target)} was never deployed; approve its plan once it waits for that`;
  }
  hurry(target);
  const when =
    waiting === undefined
      ? 'with the deployment of this pull request, if the plan is the same then'
      : 'now';
  return `approved for ${code(target)}; it is carried out ${when}`;
}
