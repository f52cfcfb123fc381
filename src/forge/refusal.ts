import type { ErrorOptions } from '../model/errors.ts';
import {
  type ForgeError,
  ForgeForbiddenError,
  ForgeNotFoundError,
  ForgeRateLimitedError,
  ForgeRefusedError,
  ForgeUnavailableError,
} from '../model/ports/forge-errors.ts';

/** An answer that is no success, as every forge's client can tell it. */
export interface BadAnswer {
  /** 0 where no answer came. */
  readonly status: number;
  /** What the forge says of it. */
  readonly message: string;
  readonly header: (name: string) => string | undefined;
}

/**
 * The error of a bad answer. `repository` is its URL, `doing` what was tried:
 * `list pull requests`.
 */
export function refusalOf(
  repository: string,
  doing: string,
  answer: BadAnswer,
  cause: unknown,
): ForgeError {
  const { status } = answer;
  const said = answer.message === '' ? '' : ` (${oneLine(answer.message)})`;
  const options: ErrorOptions = { cause, data: { repository, status } };
  if (isRateLimit(answer)) {
    return new ForgeRateLimitedError(
      `${repository}: cannot ${doing}: the rate limit is used up${said}; wait, or use a token with a higher limit`,
      { ...options, until: retryTime(answer) },
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

function retryTime({ header }: BadAnswer): number | undefined {
  const seconds = Number(header('retry-after'));
  if (Number.isFinite(seconds)) return Date.parse(header('date') ?? '') + seconds * 1000;
  const reset = Number(header('x-ratelimit-reset') ?? header('ratelimit-reset'));
  return Number.isFinite(reset) ? reset * 1000 : undefined;
}

/** Foreign text in a message: one line of it, and not too much. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
