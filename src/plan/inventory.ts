import type { ObjectId } from '../model/object-id.ts';

/** One object that a target has made or taken over. */
export interface InventoryEntry {
  readonly id: ObjectId;
  /** The version it was applied with: `v1`, `v1beta1`. */
  readonly version: string;
  /** `undefined` between the record and the first write. */
  readonly uid: string | undefined;
  /** Whether it existed before the target came: some kinds are then never pruned. */
  readonly adopted: boolean;
}

/** What a target has on the cluster. */
export interface Inventory {
  readonly target: string;
  /** The revision of the last apply that began. */
  readonly revision: string;
  /** By group, kind, namespace and name. */
  readonly entries: readonly InventoryEntry[];
}
