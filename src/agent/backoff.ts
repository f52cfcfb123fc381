export interface Backoff {
  /** Milliseconds before the first retry. */
  readonly initial: number;
  /** Milliseconds that no retry waits longer than. */
  readonly limit: number;
}

/** Five seconds to five minutes: quick after a blip, quiet in an outage. */
export const defaultBackoff: Backoff = { initial: 5_000, limit: 300_000 };

/**
 * How long to wait after `failures` failures in a row: doubling, capped, and
 * with the upper half random so that many targets do not retry in step.
 * `random` gives a number from 0 up to 1.
 */
export function retryDelay(failures: number, backoff: Backoff, random: () => number): number {
  const full = Math.min(backoff.limit, backoff.initial * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * random());
}
