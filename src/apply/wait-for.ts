import { type Followed, follow, type LiveObjects } from './follow.ts';
import type { ApplyRun } from './run.ts';

export type Waited<T> =
  | { readonly ended: 'judged'; readonly verdict: T }
  | { readonly ended: 'timeout' | 'superseded' };

/**
 * Follows objects until `judge` says something, the plan's timeout is over, or
 * waiting is called off. Throws the reason of the run's signal.
 */
export async function waitFor<T>(
  run: ApplyRun,
  objects: readonly Followed[],
  judge: (live: LiveObjects) => T | undefined,
): Promise<Waited<T>> {
  const { cluster, clock, signal, stopWaiting } = run.context;
  const timer = new AbortController();
  const timeUp = new AbortController();
  clock.sleep(run.plan.timeout, timer.signal).then(
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
