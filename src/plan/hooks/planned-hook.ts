import type { Manifest } from '../../model/manifest.ts';
import type { ObjectId } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { Position } from '../../model/position.ts';
import type { HookDeletePolicy } from './hook-declaration.ts';

/**
 * What is to happen to a hook:
 *
 * - `run`: it has not run for this content and revision.
 * - `resume`: an attempt has begun; it is looked for on the cluster, not begun again.
 * - `done`: it has succeeded, and does not run again.
 * - `failed`: it has failed, and runs again only where somebody says so.
 * - `asks`: nobody knows whether it took effect; somebody has to say.
 */
export type HookAction = 'run' | 'resume' | 'done' | 'failed' | 'asks';

/** One hook in one phase. */
export interface PlannedHook {
  readonly id: ObjectId;
  readonly action: HookAction;
  readonly reason: string;
  /** Its name in the ledger: `hook/PreSync/Job/ns/name`. */
  readonly step: string;
  /** Its run in the ledger: `sha256:…` over its content, the target's rendering and the revision. */
  readonly digest: string;
  /** What the ledger keeps beside the run, to know later what it was for. */
  readonly facts: Readonly<Record<string, string>>;
  /** What is on record of this run. */
  readonly record: StepRecord | undefined;
  /** Earlier runs of the same step that have not ended: they are settled first. */
  readonly unsettled: readonly StepRecord[];
  readonly deletePolicies: readonly HookDeletePolicy[];
  /** Whether it runs at every revision, whatever that changes (`on-revision`). */
  readonly everyRevision: boolean;
  /** Whether each run has an object of its own (`generateName`). */
  readonly generated: boolean;
  /** How long one attempt waits for its end, in milliseconds. */
  readonly timeout: number;
  readonly position: Position | undefined;
  /** What is sent, but for what marks the run. */
  readonly manifest: Manifest;
  /** What stands in its place on the cluster. */
  readonly live: Manifest | undefined;
}
