import { formatObjectId, type ObjectId } from '../model/object-id.ts';

/** What one reconcile may delete without being asked. */
export interface DeletionBudget {
  /** More deletions than this need approval. */
  readonly objects: number;
  /** More than this share of the target's objects needs approval, in percent. */
  readonly percent: number;
}

export const defaultDeletionBudget: DeletionBudget = { objects: 10, percent: 30 };

/** Kinds that are never deleted unasked, however few. */
const askedKinds: ReadonlySet<string> = new Set([
  'apps/StatefulSet',
  '/PersistentVolumeClaim',
  '/PersistentVolume',
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'pingcap.com/TidbCluster',
]);

/**
 * Why these deletions need approval, one sentence each; none where they fit
 * the budget.
 *
 * @param recorded how many objects the target has on record
 */
export function budgetReasons(
  deletions: readonly ObjectId[],
  recorded: number,
  budget: DeletionBudget,
): readonly string[] {
  const reasons: string[] = [];
  const count = deletions.length;
  if (count > budget.objects) {
    reasons.push(`${count} objects are to be deleted, and ${budget.objects} may be unasked`);
  }
  if (count * 100 > recorded * budget.percent) {
    reasons.push(
      `${count} of ${recorded} objects are to be deleted, and ${budget.percent} % may be unasked`,
    );
  }
  for (const id of deletions) {
    if (askedKinds.has(`${id.group}/${id.kind}`)) {
      reasons.push(`${formatObjectId(id)} is never deleted unasked`);
    }
  }
  return reasons;
}
