import { type ErrorOptions, TidewatchError } from '../errors.ts';

/** What a forge answered, or the lack of an answer. Messages start with the repository's URL. */
export abstract class ForgeError extends TidewatchError {}

/** No usable answer after the bounded retries: connection lost, 5xx, or not what the API describes. */
export class ForgeUnavailableError extends ForgeError {
  override readonly code = 'FORGE_UNAVAILABLE';
}

/** An answer that leads to another host, or a list without an end: asking again makes it no better. */
export class ForgeUnusableError extends ForgeError {
  override readonly code = 'FORGE_UNUSABLE';
}

/** 429, or 403 with a limit that is used up. */
export class ForgeRateLimitedError extends ForgeError {
  override readonly code = 'FORGE_RATE_LIMITED';
  /** When to ask again, in milliseconds since the epoch; `undefined` where the forge does not say. */
  readonly until: number | undefined;

  constructor(message: string, options: ErrorOptions & { readonly until: number | undefined }) {
    super(message, options);
    this.until = options.until;
  }
}

/** 401 or 403: the token is wrong, or lacks a scope. */
export class ForgeForbiddenError extends ForgeError {
  override readonly code = 'FORGE_FORBIDDEN';
}

/** 404: no such repository, pull request or comment, or none that the token may see. */
export class ForgeNotFoundError extends ForgeError {
  override readonly code = 'FORGE_NOT_FOUND';
}

/** Any other refusal: 400, 409, 422. */
export class ForgeRefusedError extends ForgeError {
  override readonly code = 'FORGE_REFUSED';
}
