import { messageOf } from '../../model/errors.ts';
import type { Clock } from '../../model/ports/clock.ts';
import { ForgeRateLimitedError } from '../../model/ports/forge-errors.ts';
import type { Log } from '../../model/ports/log.ts';

export interface TurnsOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds between two questions. */
  readonly interval: number;
  readonly stop: AbortSignal;
}

/** When the forge is asked. */
export interface Turns {
  /** Looks until `stop` aborts. */
  run(): Promise<void>;
  /** Looks soon: somebody says that something happened. */
  hurry(): void;
}

/** However often somebody hurries, the forge is not asked more often; milliseconds. */
const leastPause = 1_000;

/** Looks once an interval, sooner where somebody hurries it, and later where the forge says so. */
export function lookInTurns(look: () => Promise<void>, options: TurnsOptions): Turns {
  const { clock, log, interval, stop } = options;
  let alarm = new AbortController();

  async function run(): Promise<void> {
    while (!stop.aborted) {
      alarm = new AbortController();
      let next = clock.now() + interval;
      let earliest = clock.now() + leastPause;
      try {
        await look();
      } catch (thrown) {
        if (stop.aborted) return;
        if (thrown instanceof ForgeRateLimitedError && thrown.until !== undefined) {
          next = Math.max(next, thrown.until);
          // Nobody can hurry this.
          earliest = Math.max(earliest, thrown.until);
        }
        log.warn('could not ask for pull requests', { error: messageOf(thrown) });
      }
      await sleepUntil(next, AbortSignal.any([stop, alarm.signal]));
      await sleepUntil(earliest, stop);
    }
  }

  function sleepUntil(time: number, wake: AbortSignal): Promise<void> {
    return clock.sleep(Math.max(0, time - clock.now()), wake).catch(() => undefined);
  }

  return { run, hurry: () => alarm.abort() };
}
