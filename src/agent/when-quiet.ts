import type { Clock } from '../model/ports/clock.ts';

/**
 * Gives a function to call whenever something happens; `action` runs each time
 * when nothing has happened for `pause` milliseconds since, unless `stop` aborts first.
 */
export function whenQuiet(
  action: () => void,
  pause: number,
  clock: Clock,
  stop: AbortSignal,
): () => void {
  let waiting = new AbortController();
  return () => {
    waiting.abort();
    waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, stop]);
    // The sleep ends early when something happens again, or when it is time to stop.
    clock.sleep(pause, signal).then(action, () => undefined);
  };
}
