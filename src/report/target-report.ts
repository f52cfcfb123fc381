import type { Change } from '../model/change.ts';
import type { Problem } from '../model/errors.ts';
import type { ObjectId } from '../model/object-id.ts';
import type { WaitingChange } from '../plan/holds/hold.ts';

/**
 * Where a target stands after an attempt:
 *
 * - `Ready`: applied and healthy, nothing left to do.
 * - `Progressing`: under way, or ended before its health was known.
 * - `Waiting`: not attempted, because a target it depends on is not ready; or
 *   parts of its plan wait for a window, a database or a person.
 * - `Suspended`: not attempted, because its declaration says so.
 * - `Refused`: not attempted, because deploying it as declared is not possible.
 * - `Removed`: it left Git, and all that it had and that may be deleted is gone.
 * - `Failed`: the attempt ended in an error, or without becoming healthy in time;
 *   what was done stays done.
 */
export type TargetPhase =
  | 'Ready'
  | 'Progressing'
  | 'Waiting'
  | 'Suspended'
  | 'Refused'
  | 'Removed'
  | 'Failed';

/** Stands for the repository where a folder is applied as it is. */
export const localRepository = 'local';

/** Deletions, or all changes, that wait for somebody to approve them. */
export interface HeldDeletions {
  /** Default: deletions. */
  readonly what?: 'changes';
  /** What to approve: `tidewatch apply --approve DIGEST`, or the annotation. */
  readonly digest: string;
  readonly reasons: readonly string[];
  readonly objects: readonly ObjectId[];
}

/** Data of shards and replicas that are no more, which stays until somebody approves that it goes. */
export interface KeptData {
  /** What to approve: `tidewatch approve TARGET DIGEST`, or the annotation. */
  readonly digest: string;
  readonly claims: readonly ObjectId[];
}

/** Changes that wait for a maintenance window or a database. */
export interface WaitingChanges {
  /** What they wait for, one sentence each. */
  readonly reasons: readonly string[];
  /** When they go, in milliseconds since the epoch; `undefined` where nobody knows. */
  readonly until: number | undefined;
  readonly changes: readonly WaitingChange[];
}

/** An object that is not healthy yet, and why. */
export interface UnhealthyObject {
  readonly id: ObjectId;
  readonly reason: string;
}

/** All there is to say about one attempt at one target. Plain data. */
export interface TargetReport {
  readonly target: string;
  /** What holds the target: tells apart the targets of several repositories. */
  readonly repository: string;
  /** The folder in the repository. */
  readonly path: string;
  /** Whether its objects are deleted once the target itself leaves Git. */
  readonly prune: boolean;
  /** What was attempted, as `main@sha1:…`. */
  readonly revision: string;
  readonly phase: TargetPhase;
  /** One line for people: why the phase is what it is. */
  readonly message: string;
  readonly changes: readonly Change[];
  /** What stopped the attempt, or a part of it. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly held: HeldDeletions | undefined;
  readonly waiting?: WaitingChanges | undefined;
  readonly kept?: KeptData | undefined;
  readonly unhealthy: readonly UnhealthyObject[];
  /** Commands with which a person goes on, where nothing goes on by itself. */
  readonly next: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** How many objects a report created, configured, deleted, left alone, skipped or failed on. */
export function countChanges(changes: readonly Change[]): string {
  const counts = new Map<string, number>();
  for (const { action } of changes) counts.set(action, (counts.get(action) ?? 0) + 1);
  const parts = ['created', 'configured', 'deleted', 'unchanged', 'skipped', 'failed']
    .filter((action) => counts.has(action))
    .map((action) => `${counts.get(action)} ${action}`);
  return parts.length === 0 ? 'no objects' : parts.join(', ');
}
