import type { KnownDrift } from '../../../drift/drift.ts';
import type { Snapshot } from '../../../model/ports/source.ts';

/** The drift of a target, as it is now. What changes is another object. */
export interface CurrentDrift {
  readonly drifts: readonly KnownDrift[];
  readonly lineOrigin: Snapshot['lineOrigin'] | undefined;
}

/** What is known of the drift of all targets; targets of which nothing is known yet are not on it. */
export type DriftBoard = Map<string, CurrentDrift>;
