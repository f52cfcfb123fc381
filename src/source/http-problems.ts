import { formatBytes } from '../model/bytes.ts';
import { formatDuration } from '../model/duration.ts';
import { messageOf } from '../model/errors.ts';
import { SourceError } from '../model/ports/source-errors.ts';

// What a Git server can answer or fail to answer, in words that say what to do.

const TIMEOUTS: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

const UNTRUSTED = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

/** The error for a status that is not a success. */
export function statusProblem(
  address: string,
  status: number,
  hasCredentials: boolean,
): SourceError {
  const data = { repository: address, status };
  if (status === 401 || status === 403) {
    const advice = hasCredentials
      ? 'renew the credentials and check that they may read the repository'
      : 'give credentials in a file or an environment variable';
    return new SourceError(
      'AUTHENTICATION_FAILED',
      `${address}: the server refuses access (HTTP ${status}); ${advice}`,
      { data },
    );
  }
  if (status === 404 || status === 410) {
    // Servers say "not found" rather than "forbidden" so as not to tell that a private repository exists.
    const advice = hasCredentials
      ? 'check the address and what the credentials may read'
      : 'check the address, a private repository needs credentials';
    return new SourceError(
      'REPOSITORY_NOT_FOUND',
      `${address}: no such repository (HTTP ${status}); ${advice}`,
      { data },
    );
  }
  if (status === 429 || status >= 500) {
    return new SourceError(
      'SERVER_ERROR',
      `${address}: the server fails (HTTP ${status}); it is asked again later, look at the server if this lasts`,
      { data },
    );
  }
  return notAGitServer(address, `HTTP ${status}`);
}

/** The error for a request that brought no whole answer. */
export function connectionProblem(address: string, cause: unknown, silence: number): SourceError {
  const code = codeOf(cause);
  if (TIMEOUTS.has(code) || nameOf(cause) === 'TimeoutError') {
    return new SourceError(
      'SERVER_TIMEOUT',
      `${address}: no answer for ${formatDuration(silence)}; check the server, the network and the proxy`,
      { data: { repository: address }, cause },
    );
  }
  if (UNTRUSTED.test(code)) {
    return new SourceError(
      'SERVER_UNTRUSTED',
      `${address}: the server's certificate is not trusted (${code}); give the authority that signed it as a PEM file`,
      { data: { repository: address, reason: code }, cause },
    );
  }
  return new SourceError(
    'SERVER_UNREACHABLE',
    `${address}: the server cannot be reached (${code === '' ? messageOf(cause) : code}); check the address, the network and the proxy`,
    { data: { repository: address, reason: code }, cause },
  );
}

/** The error for an answer that stopped or makes no sense. */
export function brokenAnswer(address: string, what: string, cause?: unknown): SourceError {
  return new SourceError(
    'RESPONSE_BROKEN',
    `${address}: the answer of the server is broken (${what}); it is asked again later, look at the server and the proxy if this lasts`,
    { data: { repository: address }, cause },
  );
}

export function tooLargeAnswer(address: string, limit: number): SourceError {
  return repositoryTooLarge(address, `more than ${formatBytes(limit)} to fetch`);
}

export function repositoryTooLarge(address: string, what: string): SourceError {
  return new SourceError(
    'REPOSITORY_TOO_LARGE',
    `${address}: ${what}; take large files out of the repository or raise the limit`,
    { data: { repository: address } },
  );
}

export function notAGitServer(address: string, what: string, cause?: unknown): SourceError {
  return new SourceError(
    'NOT_A_GIT_SERVER',
    `${address}: the server does not answer as a Git server (${what}); check the address, it ends in .git on many servers`,
    { data: { repository: address }, cause },
  );
}

export function commitRefused(address: string, what: string, cause?: unknown): SourceError {
  return new SourceError(
    'COMMIT_NOT_FOUND',
    `${address}: the server does not give out the commit (${what}); check the id, or follow a branch or a tag (a server gives out other commits only with uploadpack.allowReachableSHA1InWant)`,
    { data: { repository: address }, cause },
  );
}

export function redirectRefused(address: string, to: string): SourceError {
  return new SourceError(
    'INVALID_SOURCE',
    `${address}: the server sends clients on to ${to}, which does not get the credentials; write that address if you trust it`,
    { data: { repository: address, to } },
  );
}

export function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return 'cause' in thrown ? codeOf(thrown.cause) : '';
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : '';
}
