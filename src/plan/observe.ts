import type { Inventory } from '../model/inventory.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import type { ClusterError } from '../model/ports/cluster-errors.ts';
import type { Desired } from './desired.ts';
import type { DryRunMemory } from './dry-run-memory.ts';

/** What the server says that applying one desired object would do. */
export type Prediction =
  /** Known without a request, or because a dry-run changed nothing. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'create' }
  | {
      readonly kind: 'update';
      readonly result: Manifest;
      readonly takesOverFrom: readonly string[];
    }
  /** It cannot be asked yet; `because` names what must be there first. */
  | { readonly kind: 'deferred'; readonly because: string }
  | { readonly kind: 'refused'; readonly error: ClusterError };

/** The state of the cluster, as far as one target is concerned. Keys are `objectKey`s. */
export interface Observation {
  readonly inventory: Inventory;
  /** Live objects that are desired, or recorded in the inventory. */
  readonly live: ReadonlyMap<string, Manifest>;
  readonly predictions: ReadonlyMap<string, Prediction>;
}

export interface ObserveContext {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  /** Where the inventories are kept: the agent's own namespace. */
  readonly inventoryNamespace: string;
  /** Remembers dry-runs that changed nothing; keep one per agent. */
  readonly memory: DryRunMemory;
  /** Requests in flight. Default 32. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads what a target's plan needs, in few requests: one list per kind, a
 * dry-run for what may differ. Throws `ClusterError` when the cluster cannot be
 * read; a dry-run that is refused is part of the result.
 */
export declare function observe(desired: Desired, context: ObserveContext): Promise<Observation>;
