import type { GitHttpRequest, GitHttpResponse, HttpClient } from 'isomorphic-git';
import type { Dispatcher } from 'undici';
import { checkGitAnswer, modernizeReferenceList } from './git-answer.ts';
import {
  brokenAnswer,
  codeOf,
  connectionProblem,
  notAGitServer,
  redirectRefused,
  statusProblem,
  tooLargeAnswer,
} from './http-problems.ts';
import { redactAddress } from './repository-address.ts';
import { requestThinPack } from './thin-pack.ts';

export interface HttpClientOptions {
  /** The address of the repository, without credentials. */
  readonly address: string;
  /** Opens connections; closed with the client. */
  readonly dispatcher: Dispatcher;
  /** The `Authorization` header, read anew for every request. */
  readonly authorization: () => Promise<string | undefined>;
  /** Bytes of one answer. */
  readonly maxAnswer: number;
  /** Milliseconds that the server may stay silent. */
  readonly silence: number;
}

/** HTTP for one repository, in the form that isomorphic-git asks for. */
export interface GitHttpClient {
  /** A client whose requests end when the signal is aborted. */
  with(signal: AbortSignal | undefined): HttpClient;
  close(): Promise<void>;
}

interface State {
  /** Where the server sent us, in place of the address. */
  base: string;
  /** What the server can do, in protocol version 2: it holds no references, so it stays true. */
  capabilities: Answer | undefined;
  /** The last list of references before a fetch. */
  offered: Buffer;
}

interface Answer {
  readonly status: number;
  readonly statusMessage: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const MAX_REDIRECTS = 5;
const DEAD_CONNECTION = /^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/;
/** Even a server that drips may not hold a request for longer. */
const MAX_REQUEST_TIME = 600_000;
/** Some servers answer Git only to clients that call themselves so. */
const USER_AGENT = 'git/2 (tidewatch)';

/**
 * HTTP that is strict where a daemon needs it: whole answers or typed errors,
 * bounded in size and in time, redirects that never carry credentials away.
 *
 * In protocol version 2 the first answer of a server only tells what it can do.
 * It is remembered until something fails, so that asking for a reference again
 * is a single request.
 */
export function createHttpClient(options: HttpClientOptions): GitHttpClient {
  const state: State = { base: options.address, capabilities: undefined, offered: Buffer.alloc(0) };
  return {
    with: (signal) => ({
      async request(request) {
        const asksCapabilities =
          request.method === 'GET' && request.headers?.['Git-Protocol'] === 'version=2';
        if (asksCapabilities && state.capabilities !== undefined) {
          return toResponse(request, state.capabilities);
        }
        try {
          const answer = await exchange(options, state, request, signal);
          if (asksCapabilities && isVersion2(answer.body)) state.capabilities = answer;
          if (request.method !== 'GET') return toResponse(request, answer);
          if (!asksCapabilities) state.offered = answer.body;
          return toResponse(request, { ...answer, body: modernizeReferenceList(answer.body) });
        } catch (error) {
          // Whatever was learnt of the server may have changed.
          state.capabilities = undefined;
          state.base = options.address;
          signal?.throwIfAborted();
          throw error;
        }
      },
    }),
    close: () => options.dispatcher.destroy(),
  };
}

async function exchange(
  options: HttpClientOptions,
  state: State,
  request: GitHttpRequest,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { address } = options;
  const authorization = await options.authorization();
  const body =
    request.body === undefined
      ? undefined
      : requestThinPack(await collect(request.body), state.offered);
  const suffix = request.url.slice(address.length);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const answer = await send(options, {
      url: `${state.base}${suffix}`,
      method: request.method === 'POST' ? 'POST' : 'GET',
      headers: {
        ...request.headers,
        'user-agent': USER_AGENT,
        ...(authorization === undefined ? {} : { authorization }),
      },
      body,
      signal,
    });
    if (answer.status === 200) {
      checkGitAnswer(address, answer.headers['content-type'] ?? '', answer.body);
      return answer;
    }
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status > 399 || location === undefined) {
      throw statusProblem(address, answer.status, authorization !== undefined);
    }
    state.base = redirected(address, state.base, suffix, location, authorization !== undefined);
  }
  throw notAGitServer(address, `more than ${MAX_REDIRECTS} redirects`);
}

/** As Git does: a redirect moves the whole repository, and must keep the end of the address. */
function redirected(
  address: string,
  base: string,
  suffix: string,
  location: string,
  hasCredentials: boolean,
): string {
  const to = URL.parse(location, base + suffix);
  const from = new URL(base);
  if (to === null || !to.href.endsWith(suffix) || !/^https?:$/.test(to.protocol)) {
    throw notAGitServer(address, `a redirect to ${redactAddress(location)}`);
  }
  const moved = redactAddress(to.href.slice(0, -suffix.length));
  const insecure = from.protocol === 'https:' && to.protocol === 'http:';
  if (insecure || (hasCredentials && to.origin !== from.origin)) {
    throw redirectRefused(address, moved);
  }
  return moved;
}

interface Sent {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body: Buffer | undefined;
  readonly signal: AbortSignal | undefined;
}

async function send(options: HttpClientOptions, sent: Sent): Promise<Answer> {
  const { address, silence } = options;
  const url = new URL(sent.url);
  const deadline = AbortSignal.timeout(MAX_REQUEST_TIME);
  const ask = () =>
    options.dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: sent.method,
      headers: sent.headers,
      body: sent.body ?? null,
      signal: sent.signal === undefined ? deadline : AbortSignal.any([sent.signal, deadline]),
      headersTimeout: silence,
      bodyTimeout: silence,
    });
  let response: Dispatcher.ResponseData;
  try {
    // A kept connection may have died unnoticed. What does not write may be asked again.
    const writes = sent.method === 'POST' && url.pathname.endsWith('/git-receive-pack');
    response = await ask().catch((cause: unknown) => {
      if (writes || !DEAD_CONNECTION.test(codeOf(cause))) throw cause;
      return ask();
    });
  } catch (cause) {
    throw connectionProblem(address, cause, silence);
  }
  return {
    status: response.statusCode,
    statusMessage: response.statusText,
    headers: toHeaders(response.headers),
    body: await readBody(options, response),
  };
}

async function readBody(
  options: HttpClientOptions,
  response: Dispatcher.ResponseData,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response.body) {
      size += part.length;
      if (size > options.maxAnswer) break;
      parts.push(part);
    }
  } catch (cause) {
    const problem = connectionProblem(options.address, cause, options.silence);
    if (problem.code === 'SERVER_TIMEOUT') throw problem;
    throw brokenAnswer(options.address, 'the connection closed too early', cause);
  }
  if (size > options.maxAnswer) throw tooLargeAnswer(options.address, options.maxAnswer);
  return Buffer.concat(parts, size);
}

function toHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function toResponse(request: GitHttpRequest, answer: Answer): GitHttpResponse {
  return {
    url: request.url,
    method: request.method,
    headers: { ...answer.headers },
    statusCode: answer.status,
    statusMessage: answer.statusMessage,
    body: once(answer.body),
  };
}

async function* once(body: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield body;
}

async function collect(body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

function isVersion2(body: Buffer): boolean {
  return body.subarray(0, 128).includes('version 2\n');
}
