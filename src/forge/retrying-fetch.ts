import { setTimeout as delay } from 'node:timers/promises';

const attempts = 3;
const timeout = 30_000;

/** Answers that may get better by themselves; 429 tells when, and that is for the caller to decide. */
const passing: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * `fetch` that asks again after an answer that may get better, and after no answer
 * where asking twice does no harm. `base`: milliseconds before the second attempt.
 */
export function retryingFetch(base: number): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]);
      const last = attempt === attempts;
      try {
        const response = await fetch(request.clone(), { signal });
        if (last || !passing.has(response.status)) return response;
        await response.body?.cancel();
      } catch (thrown) {
        if (last || request.method === 'POST' || request.signal.aborted) throw thrown;
      }
      await delay(base * attempt ** 2, undefined, { signal: request.signal });
    }
  };
}
