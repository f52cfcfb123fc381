import { messageOf, TidewatchError } from '../model/errors.ts';
import { UnavailableError } from '../model/ports/cluster-errors.ts';

/** Codes of failures that come before a request has left this machine. */
const beforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  // The connections were replaced because the certificates changed.
  'UND_ERR_CLOSED',
]);

/** What an error says about a request that got no answer. */
export interface LostConnection {
  /** Whether the request may have left this machine. */
  readonly sent: boolean;
  /** Whether another try can end differently. */
  readonly passing: boolean;
}

/** Reads an error of the network; `undefined` where it is a mistake of another kind. */
export function lostConnection(thrown: unknown): LostConnection | undefined {
  const code = codeOf(thrown);
  if (code === '' || thrown instanceof TidewatchError || /INVALID/.test(code)) return undefined;
  // Nothing is sent before the handshake is through, and a certificate stays what it is.
  if (isTrust(code)) return { sent: false, passing: false };
  return { sent: !beforeSending.has(code), passing: true };
}

/** The error for a request that got no answer at all. */
export function noAnswer(
  subject: string,
  serverUrl: string,
  attempts: number,
  cause: unknown,
): UnavailableError {
  const tries = attempts === 1 ? '1 try' : `${attempts} tries`;
  const advice = isTrust(codeOf(cause))
    ? 'check certificate-authority and tls-server-name in the kubeconfig'
    : 'check that the API server runs and can be reached from here';
  return new UnavailableError(
    `${subject}: no answer from ${serverUrl} after ${tries} (${describe(cause)}); ${advice}`,
    { cause, data: { attempts } },
  );
}

function isTrust(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO/.test(code);
}

/** A host with several addresses fails with an `AggregateError` that has no message. */
function describe(thrown: unknown): string {
  return messageOf(thrown) || codeOf(thrown) || 'connection lost';
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : '';
}
