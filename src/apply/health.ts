import type { Manifest } from '../model/manifest.ts';
import type { ObjectId } from '../model/object-id.ts';

/** The words of kstatus: `Current` is healthy, `Failed` does not get healthy by waiting. */
export type HealthStatus = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound';

export interface Health {
  readonly status: HealthStatus;
  /** What is missing: `2 of 3 replicas are ready`. */
  readonly message: string;
}

export interface ObjectHealth extends Health {
  readonly id: ObjectId;
}

/** Says how healthy a live object is; `owned` holds the health of the target's objects it owns. */
export type HealthRule = (live: Manifest, owned: readonly ObjectHealth[]) => Health;

/** Rules by `group/Kind`; the core group's name is empty: `/Pod`. */
export type HealthRules = ReadonlyMap<string, HealthRule>;

export function current(message: string): Health {
  return { status: 'Current', message };
}

export function inProgress(message: string): Health {
  return { status: 'InProgress', message };
}

export function failed(message: string): Health {
  return { status: 'Failed', message };
}
