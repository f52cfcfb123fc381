import { setTimeout as delay } from 'node:timers/promises';
import type { ForgeLocation } from './forge-options.ts';
import { UnusableAnswer } from './unusable-answer.ts';
import { wholeAnswer } from './whole-answer.ts';

const attempts = 3;
const mostRedirects = 3;
/** Bytes of one answer. */
const largestAnswer = 32 * 1024 * 1024;

/** Answers that may get better by themselves; 429 tells when, and that is for the caller to decide. */
const passing: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/**
 * How every client asks: again after an answer that may get better, and after none, but
 * only where asking twice does no harm: what was posted may have been taken whatever the
 * answer is, so that a POST is never repeated. A forge is believed no more than it has to
 * be: what it sends is bounded in size and time, and a request, which carries the
 * token, goes to no other host than that of its API, whatever a redirect or a link
 * to the next page says.
 */
export function forgeFetch({
  apiUrl,
  retryBase = 1000,
  timeout = 30_000,
}: Pick<ForgeLocation, 'apiUrl' | 'retryBase' | 'timeout'>): (
  request: Request,
) => Promise<Response> {
  const api = new URL(apiUrl);
  return async (request) => {
    let asked = request;
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      mustStay(api, asked.url);
      const response = await askAgain(asked, retryBase, timeout);
      const location = redirectOf(asked, response);
      if (location === undefined) return response;
      mustStay(api, location);
      asked = new Request(location, asked);
    }
    throw new UnusableAnswer(
      `it redirects more than ${mostRedirects} times`,
      'set forge.apiUrl to where the API is',
    );
  };
}

function mustStay({ origin, pathname }: URL, url: string): void {
  const to = new URL(url).origin;
  if (to === origin) return;
  throw new UnusableAnswer(
    `it leads to ${to}, where the token is not sent`,
    `set forge.apiUrl to ${to}${pathname.replace(/\/$/, '')} if the API is there`,
  );
}

/** Where an answer sends us, as a repository that was renamed does. Nothing is written where it was not meant to be. */
function redirectOf(request: Request, response: Response): string | undefined {
  const location = response.headers.get('location');
  if (location === null || ![301, 302, 307, 308].includes(response.status)) return undefined;
  const keepsMethod = response.status >= 307 || request.method === 'GET';
  return keepsMethod ? URL.parse(location, request.url)?.href : undefined;
}

async function askAgain(request: Request, base: number, timeout: number): Promise<Response> {
  const most = request.method === 'POST' ? 1 : attempts;
  for (let attempt = 1; ; attempt++) {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]);
    const last = attempt === most;
    try {
      const response = await fetch(request.clone(), { signal, redirect: 'manual' });
      const whole = await wholeAnswer(response, largestAnswer);
      if (last || !passing.has(whole.status)) return whole;
    } catch (thrown) {
      if (last || request.signal.aborted) throw thrown;
    }
    await delay(base * attempt ** 2, undefined, { signal: request.signal });
  }
}
