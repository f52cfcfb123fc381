import type { ErrorOptions } from '../model/errors.ts';
import {
  type ForgeError,
  ForgeForbiddenError,
  ForgeNotFoundError,
  ForgeRateLimitedError,
  ForgeRefusedError,
  ForgeUnavailableError,
  ForgeUnusableError,
} from '../model/ports/forge-errors.ts';
import { unusableAnswerIn } from './unusable-answer.ts';

/** An answer that is no success, as every forge's client can tell it. */
export interface BadAnswer {
  /** 0 where no answer came. */
  readonly status: number;
  /** What the forge says of it. */
  readonly message: string;
  readonly header: (name: string) => string | undefined;
}

/** However long a forge says, it is asked again after this; milliseconds. */
const longestWait = 3_600_000;

/**
 * The error of a bad answer. `repository` is its URL, `doing` what was tried:
 * `list pull requests`; `now` when it came, in milliseconds since the epoch.
 */
export function refusalOf(
  repository: string,
  doing: string,
  answer: BadAnswer,
  cause: unknown,
  now: number = Date.now(),
): ForgeError {
  const { status } = answer;
  const said = answer.message === '' ? '' : ` (${oneLine(answer.message)})`;
  const options: ErrorOptions = { cause, data: { repository, status } };
  if (isRateLimit(answer)) {
    return new ForgeRateLimitedError(
      `${repository}: cannot ${doing}: the rate limit is used up${said}; wait, or use a token with a higher limit`,
      { ...options, until: retryTime(answer, now) },
    );
  }
  if (status === 401 || status === 403) {
    return new ForgeForbiddenError(
      `${repository}: may not ${doing}: HTTP ${status}${said}; check the token and its scopes`,
      options,
    );
  }
  if (status === 404 || status === 410) {
    return new ForgeNotFoundError(
      `${repository}: cannot ${doing}: not found${said}; check the URL, and that the token may see it`,
      options,
    );
  }
  if (status >= 400 && status < 500) {
    return new ForgeRefusedError(
      `${repository}: cannot ${doing}: HTTP ${status}${said}; see the forge's documentation of this call`,
      options,
    );
  }
  const unusable = unusableAnswerIn(cause);
  if (unusable !== undefined) {
    return new ForgeUnusableError(
      `${repository}: cannot ${doing}: ${unusable.message}; ${unusable.advice}`,
      options,
    );
  }
  const answered = status === 0 ? 'no answer' : `HTTP ${status}`;
  return new ForgeUnavailableError(
    `${repository}: cannot ${doing}: ${answered}${said}; it will be tried again`,
    options,
  );
}

function isRateLimit({ status, header, message }: BadAnswer): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    header('x-ratelimit-remaining') === '0' ||
    header('retry-after') !== undefined ||
    /rate limit/i.test(message)
  );
}

/**
 * When to ask again, by our clock: a forge says after how long, or when by its own, which `date`
 * tells. `undefined` where it says nothing that can be read.
 */
function retryTime({ header }: BadAnswer, now: number): number | undefined {
  const date = Date.parse(header('date') ?? '');
  const wait = waitOf(header, Number.isFinite(date) ? date : now);
  return wait === undefined ? undefined : now + Math.min(Math.max(wait, 0), longestWait);
}

/** Milliseconds; `theirs` is the time by the clock of the forge. */
function waitOf(header: BadAnswer['header'], theirs: number): number | undefined {
  const after = header('retry-after') ?? '';
  const seconds = after === '' ? Number.NaN : Number(after);
  const reset = Number(header('x-ratelimit-reset') ?? header('ratelimit-reset'));
  return [seconds * 1000, Date.parse(after) - theirs, reset * 1000 - theirs].find(Number.isFinite);
}

/** Foreign text in a message: one line of it, and not too much. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
