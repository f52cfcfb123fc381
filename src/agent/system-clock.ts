import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../model/ports/clock.ts';

/** Node ends a longer timer at once. */
const longestTimer = 2 ** 31 - 1;

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    try {
      for (let left = milliseconds; ; left -= longestTimer) {
        const options = signal === undefined ? {} : { signal };
        await delay(Math.min(left, longestTimer), undefined, options);
        if (!(left > longestTimer)) return;
      }
    } catch (thrown) {
      // Node wraps the reason in an AbortError; callers compare with the reason itself.
      signal?.throwIfAborted();
      throw thrown;
    }
  },
};
