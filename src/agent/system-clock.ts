import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../model/ports/clock.ts';

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (thrown) {
      // Node wraps the reason in an AbortError; callers compare with the reason itself.
      signal?.throwIfAborted();
      throw thrown;
    }
  },
};
