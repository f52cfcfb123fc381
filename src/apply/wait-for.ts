import { type Followed, follow, type LiveObjects } from './follow.ts';
import type { ApplyRun } from './run.ts';

export type Waited<T> =
  | { readonly ended: 'judged'; readonly verdict: T }
  | { readonly ended: 'timeout' | 'superseded' };

export interface WaitOptions {
  /** Milliseconds. Default: the plan's timeout. */
  readonly timeout?: number;
  /** Whether it is waited for to the end, whatever comes. Default no. */
  readonly uninterrupted?: boolean;
}

/**
 * Follows objects until `judge` says something, the time is over, or waiting is
 * called off. Throws the reason of the run's signal.
 */
export async function waitFor<T>(
  run: ApplyRun,
  objects: readonly Followed[],
  judge: (live: LiveObjects) => T | undefined,
  { timeout = run.plan.timeout, uninterrupted = false }: WaitOptions = {},
): Promise<Waited<T>> {
  const { cluster, clock, signal } = run.context;
  const stopWaiting = uninterrupted ? undefined : run.stopWaiting;
  const timer = new AbortController();
  const timeUp = new AbortController();
  clock.sleep(timeout, timer.signal).then(
    () => timeUp.abort(),
    // Nothing is left to wait for.
    () => undefined,
  );
  const signals = [timeUp.signal, signal, stopWaiting].filter((one) => one !== undefined);
  const options = { cluster, clock, target: run.plan.target };
  try {
    const verdict = await follow(objects, options, judge, AbortSignal.any(signals));
    return { ended: 'judged', verdict };
  } catch (thrown) {
    signal?.throwIfAborted();
    if (stopWaiting?.aborted === true) return { ended: 'superseded' };
    if (timeUp.signal.aborted) return { ended: 'timeout' };
    throw thrown;
  } finally {
    timer.abort();
  }
}
