import { createSecureContext } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from 'undici';
import type { Credentials, TlsSettings } from './credentials.ts';

/** Where to send requests. */
export interface Endpoint {
  readonly serverUrl: string;
  readonly proxyUrl: string | undefined;
  readonly userAgent: string;
  /** How long a try may go without a byte of an answer, in milliseconds. */
  readonly requestTimeout: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Connections to one API server with one set of TLS settings. */
export interface HttpClient {
  /** The TLS settings the connections were made with. */
  readonly tls: TlsSettings;
  /** Sends a request over a pooled connection and gives the answer as its head arrives. */
  request(request: HttpRequest, credentials: Credentials): Promise<Dispatcher.ResponseData>;
  /** The same on a connection of its own that may stay silent for `silence` milliseconds. */
  stream(
    request: HttpRequest,
    credentials: Credentials,
    silence: number,
  ): Promise<Dispatcher.ResponseData>;
  /** Lets running requests end, then closes the connections. */
  retire(): Promise<void>;
  /** Closes the connections at once. */
  destroy(): Promise<void>;
}

/**
 * Requests share at most this many connections; more would only queue inside
 * the API server. Watches have connections of their own: they would block the pool.
 */
const pooledConnections = 32;

export function createHttpClient(endpoint: Endpoint, tls: TlsSettings): HttpClient {
  const url = new URL(endpoint.serverUrl);
  const prefix = url.pathname === '/' ? '' : url.pathname;
  const pooled = createDispatcher(endpoint, tls, pooledConnections);
  const streams = createDispatcher(endpoint, tls, null);

  const send = (
    dispatcher: Dispatcher,
    request: HttpRequest,
    credentials: Credentials,
    silence: number,
  ) =>
    dispatcher.request({
      origin: url.origin,
      path: prefix + request.path,
      method: request.method,
      headers: headersOf(request, credentials, endpoint.userAgent),
      body: request.body ?? null,
      signal: request.signal ?? null,
      headersTimeout: silence,
      bodyTimeout: silence,
    });
  return {
    tls,
    request: (request, credentials) => send(pooled, request, credentials, endpoint.requestTimeout),
    stream: (request, credentials, silence) => send(streams, request, credentials, silence),
    retire: async () => {
      await Promise.all([pooled.close(), streams.close()]);
    },
    destroy: async () => {
      await Promise.all([pooled.destroy(), streams.destroy()]);
    },
  };
}

function headersOf(
  request: HttpRequest,
  credentials: Credentials,
  userAgent: string,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    'user-agent': userAgent,
    ...request.headers,
  };
  for (const [name, value] of Object.entries(credentials.headers)) {
    headers[name] = typeof value === 'string' ? value : [...value];
  }
  return headers;
}

/** What is read from the certificates is read once, and not for each connection. */
function connectionTls({ ca, cert, key, ...rest }: TlsSettings) {
  if (ca === undefined && cert === undefined) return rest;
  const certificates = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  return { ...rest, secureContext: createSecureContext(certificates) };
}

function createDispatcher(
  endpoint: Endpoint,
  tls: TlsSettings,
  connections: number | null,
): Dispatcher {
  // TCP keep-alive finds out that a peer is gone on a watch, where silence is normal.
  const connect = { ...connectionTls(tls), keepAlive: true, keepAliveInitialDelay: 30_000 };
  const options = {
    connections,
    // Streams of one HTTP/2 connection would share one flow-control window and one fate.
    allowH2: false,
    // Long enough for the pauses of one apply; an idle agent holds no connections.
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 10_000,
  };
  const { proxyUrl } = endpoint;
  if (proxyUrl === undefined) return new Agent({ ...options, connect });
  if (/^socks/.test(proxyUrl)) {
    return new Socks5ProxyAgent(proxyUrl, { ...options, requestTls: connect });
  }
  return new ProxyAgent({ ...options, uri: proxyUrl, requestTls: connect });
}
