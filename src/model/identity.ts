/** Who writes desired state: the `fieldManager` of every server-side apply. */
export const fieldManager = 'tidewatch';

/** The label, on an object's own metadata only, that names the target it belongs to. */
export const targetLabel = 'tidewatch.dev/target';

/** The label of the objects that record what a target has on the cluster. */
export const inventoryLabel = 'tidewatch.dev/inventory';

/** The label of the objects that say where a target stands. */
export const statusLabel = 'tidewatch.dev/status';

/** The label of the objects that record which steps of a target have run. */
export const ledgerLabel = 'tidewatch.dev/ledger';

/** The ConfigMap that records what a target has on the cluster. */
export function inventoryName(target: string): string {
  return `tidewatch-inventory-${target}`;
}

/** The ConfigMap that says where a target stands, and takes approvals. */
export function statusName(target: string): string {
  return `tidewatch-status-${target}`;
}

/** The ConfigMap that records which hooks and migration steps of a target have run. */
export function ledgerName(target: string): string {
  return `tidewatch-ledger-${target}`;
}

/** On a volume that a migration keeps: the reclaim policy that it had before, and gets back. */
export const formerPolicyAnnotation = 'tidewatch.dev/former-reclaim-policy';

/** The annotation in which kubectl keeps the whole object: a Secret's values with it. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** The annotation on an object of a hook that names the hook's step in the ledger. */
export const hookStepAnnotation = 'tidewatch.dev/hook-step';

/** The annotation on an object of a hook that names its run: the digest, and which try it is. */
export const hookRunAnnotation = 'tidewatch.dev/hook-run';

/** Keeps the object of a hook on the cluster until its end is on record. */
export const hookFinalizer = 'tidewatch.dev/hook-outcome';
