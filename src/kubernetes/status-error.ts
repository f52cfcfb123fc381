import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../model/json.ts';
import {
  type ClusterError,
  ConflictError,
  ForbiddenError,
  GoneError,
  InvalidObjectError,
  NotFoundError,
  RefusedError,
  UnavailableError,
} from '../model/ports/cluster-errors.ts';
import {
  type SentObject,
  type ServerStatus,
  type StatusCause,
  showableStatus,
} from './server-message.ts';

/** What is needed to name a refused request. */
export interface Refused {
  readonly subject: string;
  readonly about?: SentObject | undefined;
  /** How often the request was tried. */
  readonly attempts: number;
}

/** The error for an answer that is not 2xx: the server's own message after the subject. */
export function statusError(code: number, text: string, refused: Refused): ClusterError {
  const status = showableStatus(code, readStatus(code, text), refused.about);
  const message = `${refused.subject}: ${status.message}`;
  const data = { reason: status.reason, causes: status.causes, attempts: refused.attempts };
  switch (code) {
    case 401:
    case 403:
      return new ForbiddenError(message, { data, status: code });
    case 404:
      return new NotFoundError(message, { data });
    case 409:
      // The other reason of a 409, AlreadyExists, is not about who owns what.
      return status.reason === 'AlreadyExists'
        ? new RefusedError(message, { data, status: code })
        : new ConflictError(message, { data });
    case 410:
      return new GoneError(message, { data });
    case 422:
      return new InvalidObjectError(message, { data });
    default:
      return isPassingAnswer(code, text)
        ? new UnavailableError(message, { data, status: code })
        : new RefusedError(message, { data, status: code });
  }
}

/**
 * Whether the same request may be answered otherwise soon: 429 and 5xx, but for
 * what the server cannot do (501, 505), and for an object that does not fit its
 * schema, which server-side apply answers with a plain 500.
 */
export function isPassingAnswer(code: number, text: string): boolean {
  if (code === 500) return !text.includes('failed to create typed patch object');
  return code === 429 || (code > 500 && code !== 501 && code !== 505);
}

function readStatus(code: number, text: string): ServerStatus {
  const body = tryParse(text);
  if (!isJsonObject(body) || body.kind !== 'Status') {
    const words = text.trim().slice(0, 500);
    return { reason: '', message: words === '' ? `HTTP status ${code}` : words, causes: [] };
  }
  const details = isJsonObject(body.details) ? body.details : {};
  const causes = Array.isArray(details.causes) ? details.causes.filter(isJsonObject) : [];
  return {
    reason: textOf(body, 'reason'),
    message: textOf(body, 'message') || `HTTP status ${code}`,
    causes: causes.map(readCause),
  };
}

function readCause(cause: JsonObject): StatusCause {
  return {
    reason: textOf(cause, 'reason'),
    field: textOf(cause, 'field'),
    message: textOf(cause, 'message'),
  };
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function textOf(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}
