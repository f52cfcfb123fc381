import type { Rendered } from '../../model/manifest.ts';
import type { PlannedHook } from '../hooks/planned-hook.ts';
import type { PhaseName, PlannedObject } from '../plan.ts';

/** Something that has a place in the graph: an object, or a hook in one of its phases. */
export interface GraphNode {
  /** Unique: the `objectKey` of an object; of a hook, its step. */
  readonly key: string;
  readonly source: Rendered;
  /** The phase it asks for. */
  readonly phase: PhaseName;
  readonly what: { readonly object: PlannedObject } | { readonly hook: PlannedHook };
}

/** Where something stands in the graph. */
export interface Place {
  readonly phase: PhaseName;
  readonly wave: number;
}
