/** What one reconcile may delete without being asked. */
export interface DeletionBudget {
  /** More deletions than this need approval. */
  readonly objects: number;
  /** More than this share of the target's objects needs approval, in percent. */
  readonly percent: number;
}

export const defaultDeletionBudget: DeletionBudget = { objects: 10, percent: 30 };
