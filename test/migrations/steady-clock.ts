import type { Clock } from '../../src/model/ports/clock.ts';

/** Nobody polls at longer intervals: what sleeps longer waits for a time limit. */
const longestPoll = 10_000;

/**
 * A clock on which every short sleep is over as soon as the cluster has done
 * what it had to do. Time limits never run out: a test that hangs is a test
 * that fails.
 */
export function steadyClock(start: number, settled: () => Promise<void>): Clock {
  let now = start;
  return {
    now: () => now,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      if (milliseconds > longestPoll) return never(signal);
      await settled();
      signal?.throwIfAborted();
      now += milliseconds;
    },
  };
}

function never(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
