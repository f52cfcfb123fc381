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

/** However often somebody hurries, the forge is left alone so long after a look; milliseconds. */
const leastPause = 1_000;

/** Looks once an interval, sooner where somebody hurries it, and later where the forge says so. */
export function lookInTurns(look: () => Promise<void>, options: TurnsOptions): Turns {
  const { clock, log, interval, stop } = options;
  let alarm = new AbortController();

  async function run(): Promise<void> {
    while (!stop.aborted) {
      alarm = new AbortController();
      const next = clock.now() + interval;
      let limit = 0;
      try {
        await look();
      } catch (thrown) {
        if (stop.aborted) return;
        if (thrown instanceof ForgeRateLimitedError) limit = thrown.until ?? 0;
        log.warn('could not ask for pull requests', { error: messageOf(thrown) });
      }
      // A look may take longer than the pause, and than the limit that it met: nobody can hurry what is left.
      const earliest = Math.max(clock.now() + leastPause, limit);
      await sleepUntil(Math.max(next, earliest), AbortSignal.any([stop, alarm.signal]));
      await sleepUntil(earliest, stop);
    }
  }

  async function sleepUntil(time: number, wake: AbortSignal): Promise<void> {
    const left = time - clock.now();
    if (left > 0) await clock.sleep(left, wake).catch(() => undefined);
  }

  return { run, hurry: () => alarm.abort() };
}
