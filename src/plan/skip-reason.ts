/**
 * Why an object is left alone. `code` is stable; `text` says it to a human and
 * names the annotation, label or setting that asks for it.
 */
export interface SkipReason {
  readonly code: SkipCode;
  readonly text: string;
}

export type SkipCode =
  /** `config.kubernetes.io/local-config`: an object for tools, not for the cluster. */
  | 'LOCAL_CONFIG'
  /** `argocd.argoproj.io/hook: Skip`: it is never applied. */
  | 'SKIPPED'
  /** An annotation asks not to reconcile the object. */
  | 'RECONCILE_DISABLED'
  /** Somebody deleted it, and the policy for drift is to leave that so. */
  | 'DRIFT_LEFT_ALONE'
  /** `ssa: IfNotPresent` and the object exists. */
  | 'ALREADY_PRESENT'
  /** An annotation asks not to prune the object. */
  | 'PRUNE_DISABLED'
  /** The target does not prune. */
  | 'TARGET_DOES_NOT_PRUNE'
  /** It may hold data, or removing it would remove data: never pruned unless that is switched on. */
  | 'HOLDS_DATA'
  /** The live object is not the one that was recorded: its uid or its label differs. */
  | 'NOT_OURS'
  /** Another target has taken it over. */
  | 'MOVED'
  /** Another target wants it, and has not taken it yet: it stays on record until then. */
  | 'MOVING'
  /** Nothing was rendered, which never prunes. */
  | 'EMPTY_RENDER'
  /** The cluster does not serve its kind now: whether it lives is not known, so it stays on record. */
  | 'NOT_SERVED'
  /** It is being deleted already. */
  | 'BEING_DELETED';
