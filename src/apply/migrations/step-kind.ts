import { TidewatchError } from '../../model/errors.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Cluster } from '../../model/ports/cluster.ts';
import type { StepAction } from '../../plan/migrations/step-action.ts';

/** The outside world of a step. */
export interface StepContext {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** Where the effect of a step stands, as the cluster alone shows it. */
export type Verdict =
  | { readonly is: 'done' }
  | { readonly is: 'not-done' }
  /** It has taken effect, and the cluster has not followed yet. */
  | { readonly is: 'under-way'; readonly waitsFor: string }
  /** Only a person can tell, or has to put something right first. */
  | { readonly is: 'unverifiable'; readonly question: string };

export const done: Verdict = { is: 'done' };
export const notDone: Verdict = { is: 'not-done' };

export function underWay(waitsFor: string): Verdict {
  return { is: 'under-way', waitsFor };
}

export function unverifiable(question: string): Verdict {
  return { is: 'unverifiable', question };
}

/** Why a step must not be done now; one that passes is waited for. */
export interface Obstacle {
  readonly passes: boolean;
  readonly text: string;
}

/** How the actions of one kind are done. Every write names the uid and the version that it is for. */
export interface StepKind<Action extends StepAction> {
  /** What is in the way; `undefined` where nothing is. */
  precheck(action: Action, on: StepContext): Promise<Obstacle | undefined>;
  /** Does it. Done twice, or by two at once, it has its effect once. */
  act(action: Action, on: StepContext): Promise<void>;
  verify(action: Action, on: StepContext): Promise<Verdict>;
  /** Takes it back. Throws `StepBlockedError` where that is not possible any more. */
  undo?(action: Action, on: StepContext): Promise<void>;
}

/** An object is not what a step is about any more; nothing was done to it. */
export class StepBlockedError extends TidewatchError {
  override readonly code = 'STEP_BLOCKED';
}

export async function nothing(): Promise<undefined> {
  return undefined;
}
