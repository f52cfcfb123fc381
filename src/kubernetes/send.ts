import type { Dispatcher } from 'undici';
import { type JsonValue, parseJson } from '../model/json.ts';
import { RefusedError } from '../model/ports/cluster-errors.ts';
import type { ApiRequest } from './api-request.ts';
import type { HttpRequest } from './http-client.ts';
import { lostConnection, noAnswer } from './lost-connection.ts';
import { type Failure, mayHaveBeenProcessed, retryDelay } from './retry.ts';
import type { Authorized, Session } from './session.ts';
import { isPassingAnswer, statusError } from './status-error.ts';

/** How one request differs from another on the way. */
interface AttemptOptions {
  /** A connection of its own that may be silent for so many milliseconds. */
  readonly stream?: { readonly silence: number };
  /** Told when a request that may have been processed is going to be tried again. */
  readonly onRepeat?: () => void;
}

/** Sends a request and reads the JSON of its answer. Throws the `ClusterError`s. */
export async function send(session: Session, request: ApiRequest): Promise<JsonValue> {
  return sendTracked(session, request, () => {});
}

/**
 * `send` that calls `onRepeat` before it repeats a request on which the server
 * may have acted already.
 */
export async function sendTracked(
  session: Session,
  request: ApiRequest,
  onRepeat: () => void,
): Promise<JsonValue> {
  return attemptUntilDone(session, request, { onRepeat }, async (response) => {
    return readBody(await response.body.text(), response.statusCode, request, session);
  });
}

/** Sends a request and reads the answer as it is. Throws the `ClusterError`s. */
export async function sendForText(session: Session, request: ApiRequest): Promise<string> {
  return attemptUntilDone(session, request, {}, (response) => response.body.text());
}

/** Sends a request whose answer is a stream. The caller must read or destroy its body. */
export async function openStream(
  session: Session,
  request: ApiRequest,
  silence: number,
): Promise<Dispatcher.ResponseData> {
  return attemptUntilDone(session, request, { stream: { silence } }, async (answer) => answer);
}

/** Tries until there is a 2xx answer that `read` could read, or no sense in trying again. */
async function attemptUntilDone<T>(
  session: Session,
  request: ApiRequest,
  options: AttemptOptions,
  read: (response: Dispatcher.ResponseData) => Promise<T>,
): Promise<T> {
  const signal = signalOf(session, request);
  let authorized = await session.authorize();
  let reauthorized = false;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    session.onRequest({ verb: request.verb, path: request.path, attempt });
    const outcome = await attemptOnce(authorized, request, signal, options, read);
    if (outcome.kind === 'done') {
      warn(session, outcome.response);
      return outcome.value;
    }
    if (outcome.kind === 'answer' && outcome.status === 401 && !reauthorized) {
      reauthorized = true;
      authorized = await session.reauthorize(authorized);
      continue;
    }
    const { retryPolicy, random } = session;
    const delay = retryDelay(outcome, attempt, request.repeatable, retryPolicy, random);
    if (delay === undefined) throw errorOf(outcome, request, session, attempt);
    if (mayHaveBeenProcessed(outcome)) options.onRepeat?.();
    await session.clock.sleep(delay, signal);
    authorized = await session.authorize();
  }
}

type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T; readonly response: Dispatcher.ResponseData }
  | (Extract<Failure, { kind: 'answer' }> & { readonly text: string })
  | (Extract<Failure, { kind: 'lost' }> & { readonly cause: unknown });

async function attemptOnce<T>(
  { client, credentials }: Authorized,
  request: ApiRequest,
  signal: AbortSignal,
  { stream }: AttemptOptions,
  read: (response: Dispatcher.ResponseData) => Promise<T>,
): Promise<Outcome<T>> {
  try {
    const http = httpRequest(request, signal);
    const response = await (stream === undefined
      ? client.request(http, credentials)
      : client.stream(http, credentials, stream.silence));
    const { statusCode: status } = response;
    if (status >= 200 && status < 300) {
      return { kind: 'done', value: await read(response), response };
    }
    const retryAfter = response.headers['retry-after'];
    const text = await response.body.text();
    return {
      kind: 'answer',
      status,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
      passing: isPassingAnswer(status, text),
      text,
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const lost = lostConnection(thrown);
    if (lost === undefined) throw thrown;
    return { kind: 'lost', ...lost, cause: thrown };
  }
}

function errorOf(
  outcome: Exclude<Outcome<unknown>, { kind: 'done' }>,
  request: ApiRequest,
  session: Session,
  attempts: number,
): Error {
  return outcome.kind === 'lost'
    ? noAnswer(request.subject, session.endpoint.serverUrl, attempts, outcome.cause)
    : statusError(outcome.status, outcome.text, { ...request, attempts });
}

function signalOf(session: Session, request: ApiRequest): AbortSignal {
  return request.signal === undefined
    ? session.closing
    : AbortSignal.any([session.closing, request.signal]);
}

function httpRequest(request: ApiRequest, signal: AbortSignal): HttpRequest {
  return {
    method: request.method,
    path: request.path,
    headers: {
      accept: request.accept ?? 'application/json',
      ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
    },
    body: request.body,
    signal,
  };
}

function readBody(
  text: string,
  status: number,
  request: ApiRequest,
  { endpoint }: Session,
): JsonValue {
  try {
    return parseJson(text);
  } catch {
    // The parser's error quotes the text, which can be a Secret: it goes no further.
    throw new RefusedError(
      `${request.subject}: ${endpoint.serverUrl} did not answer with JSON; check that it is the URL of a Kubernetes API server`,
      { status },
    );
  }
}

/** `299 - "text"`, as RFC 9111 writes warnings, and API servers do. */
function warn(session: Session, { headers }: Dispatcher.ResponseData): void {
  const { warning } = headers;
  for (const line of Array.isArray(warning) ? warning : [warning]) {
    const text = line?.match(/^\d{3} \S+ "((?:[^"\\]|\\.)*)"/)?.[1];
    if (text !== undefined) session.onWarning(text.replace(/\\(.)/g, '$1'));
  }
}
