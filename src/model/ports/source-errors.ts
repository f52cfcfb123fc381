import { type ErrorOptions, TidewatchError } from '../errors.ts';

export type SourceErrorCode =
  /** What was configured cannot work: an address, a reference, a schedule, credentials. */
  | 'INVALID_SOURCE'
  | 'CREDENTIALS_UNREADABLE'
  /** The server refuses these credentials, or wants some. */
  | 'AUTHENTICATION_FAILED'
  | 'REPOSITORY_NOT_FOUND'
  | 'REPOSITORY_EMPTY'
  | 'UNSUPPORTED_REPOSITORY'
  | 'REFERENCE_NOT_FOUND'
  /** The server does not take a branch. */
  | 'PUSH_REFUSED'
  /** A branch of that name is there, with another commit. */
  | 'BRANCH_TAKEN'
  | 'COMMIT_NOT_FOUND'
  | 'SHALLOW_REFUSED'
  | 'SERVER_UNREACHABLE'
  /** The server's certificate is not trusted. */
  | 'SERVER_UNTRUSTED'
  | 'SERVER_ERROR'
  | 'SERVER_TIMEOUT'
  | 'NOT_A_GIT_SERVER'
  | 'RESPONSE_BROKEN'
  | 'REPOSITORY_TOO_LARGE'
  /** Objects that were there are missing or damaged, and fetching them again did not help. */
  | 'REPOSITORY_CORRUPT'
  /** The folder of fetched objects cannot be read or written. */
  | 'CACHE_UNUSABLE';

const TRANSIENT: ReadonlySet<SourceErrorCode> = new Set([
  'SERVER_UNREACHABLE',
  'SERVER_ERROR',
  'SERVER_TIMEOUT',
  'RESPONSE_BROKEN',
]);

/**
 * A source that cannot be read. The message starts with the address of the
 * repository, without credentials.
 */
export class SourceError extends TidewatchError {
  override readonly code: SourceErrorCode;

  constructor(code: SourceErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }

  /** Whether waiting may be enough, with nobody changing anything. */
  get transient(): boolean {
    return TRANSIENT.has(this.code);
  }
}
