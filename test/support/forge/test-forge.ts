import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ForgeModel } from './forge-model.ts';

/** One request, as an API sees it. */
export interface ApiRequest {
  readonly method: string;
  /** Without the prefix of the API, decoded part by part. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON; an empty object where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a forge speaks. */
export interface ForgeApi {
  /** What its paths begin with: empty, `/api/v4`, `/api/v1`. */
  readonly prefix: string;
  /** The path of the repository on the server, for people. */
  readonly repository: string;
  answer(request: ApiRequest, model: ForgeModel, baseUrl: string): ApiAnswer;
  /** Whether it names its answers, and says 304 to who has them already. */
  readonly etags: boolean;
}

/** How requests are spoilt. */
export type ForgeFault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  /** Does what it is asked for, and answers that it failed, as a gateway that lost patience does. */
  | { readonly kind: 'done'; readonly status: number }
  /** Closes the connection without an answer. */
  | { readonly kind: 'cut' }
  /** Answers what is not JSON, as a proxy or a sign-in does. */
  | { readonly kind: 'page' }
  /** Answers this JSON, whatever was asked for. */
  | { readonly kind: 'json'; readonly body: unknown; readonly headers?: Record<string, string> }
  /** Answers with so many bytes. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Begins to answer, and sends a byte now and then. */
  | { readonly kind: 'drip' };

/** A forge on a port of this machine, with one repository. */
export interface TestForge {
  readonly model: ForgeModel;
  readonly url: string;
  /** Each request since the start or the last `forget`: `GET /repos/…?…`. */
  readonly requests: readonly string[];
  /** The status of each answer since then. */
  readonly answers: readonly number[];
  forget(): void;
  /** Spoils so many of the next requests. */
  spoil(fault: ForgeFault, times: number): void;
  /** Spoils so many requests, once so many more have been answered as usual. */
  spoilAfter(answered: number, fault: ForgeFault, times: number): void;
  /** Forgets what was to be spoilt. */
  spare(): void;
  close(): Promise<void>;
}

export async function startTestForge(api: ForgeApi, model: ForgeModel): Promise<TestForge> {
  const requests: string[] = [];
  const answers: number[] = [];
  const faults: (ForgeFault | undefined)[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.on('finish', () => answers.push(response.statusCode));
    const fault = faults.shift();
    if (fault?.kind === 'done') void serve(api, model, request, response, fault.status);
    else if (fault !== undefined) spoil(fault, request, response);
    else void serve(api, model, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    model,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    forget() {
      requests.length = 0;
      answers.length = 0;
    },
    spoil: (fault, times) => faults.push(...Array.from({ length: times }, () => fault)),
    spoilAfter(answered, fault, times) {
      faults.push(...Array.from({ length: answered }, () => undefined));
      faults.push(...Array.from({ length: times }, () => fault));
    },
    spare: () => faults.splice(0),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function spoil(
  fault: Exclude<ForgeFault, { kind: 'done' }>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const json = 'application/json';
  switch (fault.kind) {
    case 'cut':
      request.socket.destroy();
      return;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
      return;
    case 'json':
      response.writeHead(200, { 'content-type': json, ...fault.headers });
      response.end(JSON.stringify(fault.body));
      return;
    case 'huge':
      response.writeHead(200, { 'content-type': json }).end(Buffer.alloc(fault.bytes, ' '));
      return;
    case 'silent':
      return;
    case 'drip': {
      response.writeHead(200, { 'content-type': json }).write('[');
      const drops = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(drops));
      return;
    }
    case 'status':
      response.writeHead(fault.status, { 'content-type': json, ...fault.headers });
      response.end(JSON.stringify({ message: 'The server is spoilt' }));
  }
}

async function serve(
  api: ForgeApi,
  model: ForgeModel,
  request: IncomingMessage,
  response: ServerResponse,
  failure?: number,
): Promise<void> {
  const host = `http://${request.headers.host}`;
  try {
    const parsed = await readRequest(api, request, host);
    const { status, body, headers = {} } = api.answer(parsed, model, host);
    if (failure !== undefined) {
      response.writeHead(failure, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const json = JSON.stringify(body);
    const etag = `W/"${createHash('sha256').update(json).digest('hex')}"`;
    if (api.etags && request.method === 'GET') {
      if (request.headers['if-none-match'] === etag) {
        response.writeHead(304, { etag }).end();
        return;
      }
      response.setHeader('etag', etag);
    }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(json);
  } catch (thrown) {
    // What the test forge itself cannot answer must fail the test, not be retried.
    const said = thrown instanceof Error ? thrown.message : String(thrown);
    response
      .writeHead(418, { 'content-type': 'application/json' })
      .end(JSON.stringify({ message: said }));
  }
}

async function readRequest(
  api: ForgeApi,
  request: IncomingMessage,
  host: string,
): Promise<ApiRequest> {
  const url = new URL(request.url ?? '/', host);
  if (!url.pathname.startsWith(`${api.prefix}/`)) throw new Error(`no API at ${url.pathname}`);
  const body = await text(request);
  return {
    method: request.method ?? 'GET',
    path: url.pathname
      .slice(api.prefix.length + 1)
      .split('/')
      .map(decodeURIComponent),
    query: url.searchParams,
    headers: request.headers as Record<string, string | undefined>,
    body: body === '' ? {} : parseBody(request, body),
  };
}

function parseBody(request: IncomingMessage, body: string): Record<string, unknown> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  return JSON.parse(body) as Record<string, unknown>;
}

/** One page of a list, and the number of the one after it. */
export function pageOf<T>(
  items: readonly T[],
  page: number,
  size: number,
): { readonly items: readonly T[]; readonly next: number | undefined } {
  const start = (page - 1) * size;
  const next = start + size < items.length ? page + 1 : undefined;
  return { items: items.slice(start, start + size), next };
}
