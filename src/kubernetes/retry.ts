/** How failed tries are repeated. Times in milliseconds. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** The longest wait before the second try; it doubles from try to try. */
  readonly initial: number;
  /** No backoff is longer than this. */
  readonly limit: number;
  /** A server that asks for a longer pause than this is given up on. */
  readonly longestPause: number;
}

/** Six tries within about three seconds on average: long enough for an API server to restart. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  initial: 200,
  limit: 5_000,
  longestPause: 60_000,
};

/** Why a try gave no usable answer. */
export type Failure =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter: string | undefined;
      /** Whether another try can end differently. */
      readonly passing: boolean;
    }
  | {
      readonly kind: 'lost';
      /** Whether the request may have left this machine. */
      readonly sent: boolean;
      /** Whether another try can end differently. */
      readonly passing: boolean;
    };

/** Whether the server may have acted on the request in spite of the failure. */
export function mayHaveBeenProcessed(failure: Failure): boolean {
  // 429 is given before a request is handled; any 5xx can come after the write.
  return failure.kind === 'lost' ? failure.sent : failure.status !== 429;
}

/**
 * How long to wait before the next try, in milliseconds; `undefined` when there
 * is to be none. `attempt` is the number of tries so far, `random` gives numbers
 * from 0 up to 1.
 */
export function retryDelay(
  failure: Failure,
  attempt: number,
  repeatable: 'always' | 'unprocessed',
  policy: RetryPolicy,
  random: () => number,
): number | undefined {
  if (attempt >= policy.attempts) return undefined;
  if (!failure.passing) return undefined;
  if (repeatable === 'unprocessed' && mayHaveBeenProcessed(failure)) return undefined;

  // Full jitter: many clients that failed together do not come back together.
  const backoff = random() * Math.min(policy.limit, policy.initial * 2 ** (attempt - 1));
  const pause = failure.kind === 'answer' ? pauseOf(failure.retryAfter) : 0;
  return pause > policy.longestPause ? undefined : Math.round(pause + backoff);
}

/** `Retry-After` in milliseconds; API servers give whole seconds. */
function pauseOf(retryAfter: string | undefined): number {
  return retryAfter !== undefined && /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : 0;
}
