import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gitEnvironment } from './git-repository.ts';

export type GitRequestKind = 'info/refs' | 'ls-refs' | 'fetch' | 'receive-pack' | 'other';

/** How a request is spoilt before or after the real server saw it. */
export type GitFault =
  /** Answers with this status and never asks Git. */
  | { readonly kind: 'status'; readonly status: number; readonly body?: string }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Closes the connection after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Ends the body properly after so many bytes, as if that were all. */
  | { readonly kind: 'short'; readonly after: number }
  /** Answers with an HTML page, as a proxy or a sign-in does. */
  | { readonly kind: 'page'; readonly body: string }
  /** Answers in the protocol of Git, with an error. */
  | { readonly kind: 'refusal'; readonly text: string }
  /** Changes one bit of a pack. */
  | { readonly kind: 'flip' }
  /** A repository that was renamed: its old path is redirected for good. */
  | { readonly kind: 'moved'; readonly from: string; readonly to: string }
  /** Sends the client elsewhere: the function gets the path with its query. */
  | { readonly kind: 'redirect'; readonly to: (path: string) => string };

export interface GitServerOptions {
  /** The folder with the bare repositories. */
  readonly root: string;
  /** PEM texts; served over HTTPS when given. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Configuration for Git on the server, such as `uploadpack.hideRefs`. */
  readonly config?: Readonly<Record<string, string>>;
  /** Speaks only the protocol that lists every reference first. */
  readonly onlyVersion0?: boolean;
}

/** The real `git http-backend` behind HTTP on a port of this machine, and ways to spoil it. */
export interface GitServer {
  readonly port: number;
  /** Every request since the start or the last `forget`, in order. */
  readonly requests: readonly GitRequestKind[];
  /** The address of a repository: `url('app')` serves `<root>/app.git`. */
  url(name: string): string;
  /** Forgets the requests that it saw. */
  forget(): void;
  /** Only requests with this `Authorization` header pass from now on; `undefined`: all pass. */
  require(authorization: string | undefined): void;
  /** Spoils every request of these kinds (all, when none is named) until `undefined` is set. */
  spoil(fault: GitFault | undefined, ...kinds: GitRequestKind[]): void;
  /** Refuses connections, until `up`. */
  down(): Promise<void>;
  /** Listens again, on the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

/** The header of basic authentication. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

interface State {
  authorization: string | undefined;
  fault: GitFault | undefined;
  faultKinds: readonly GitRequestKind[];
}

export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const requests: GitRequestKind[] = [];
  const state: State = { authorization: undefined, fault: undefined, faultKinds: [] };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    serve(options, state, requests, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  };
  let server: Server = await listen(options, answer, 0);
  const { port } = server.address() as AddressInfo;
  const down = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    port,
    requests,
    url: (name) =>
      `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/${name}.git`,
    forget: () => {
      requests.length = 0;
    },
    require: (authorization) => {
      state.authorization = authorization;
    },
    spoil: (fault, ...kinds) => {
      state.fault = fault;
      state.faultKinds = kinds;
    },
    down,
    async up() {
      if (!server.listening) server = await listen(options, answer, port);
    },
    close: down,
  };
}

async function listen(
  options: GitServerOptions,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  port: number,
): Promise<Server> {
  const server =
    options.tls === undefined ? createServer(answer) : createTlsServer(options.tls, answer);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function serve(
  options: GitServerOptions,
  state: State,
  requests: GitRequestKind[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await buffer(request);
  const kind = kindOf(request, body);
  requests.push(kind);
  const { fault } = state;
  const spoilt = state.faultKinds.length === 0 || state.faultKinds.includes(kind);
  const active = spoilt ? fault : undefined;
  if (active !== undefined && answerInstead(active, request, response)) return;
  if (state.authorization !== undefined && request.headers.authorization !== state.authorization) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('Unauthorized\n');
    return;
  }
  const answered = await callBackend(options, request, body);
  response.writeHead(answered.status, answered.headers);
  sendSpoilt(active, answered.body, response);
}

/** Faults for which Git is not even asked. */
function answerInstead(
  fault: GitFault,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const path = request.url ?? '/';
  switch (fault.kind) {
    case 'silent':
      return true;
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/plain' }).end(fault.body ?? '');
      return true;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' }).end(fault.body);
      return true;
    case 'refusal': {
      const line = `ERR ${fault.text}`;
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      response.end(`${(line.length + 4).toString(16).padStart(4, '0')}${line}`);
      return true;
    }
    case 'redirect':
      response.writeHead(301, { location: fault.to(path) }).end();
      return true;
    case 'moved':
      if (!path.startsWith(fault.from)) return false;
      response.writeHead(301, { location: fault.to + path.slice(fault.from.length) }).end();
      return true;
    default:
      return false;
  }
}

/** Faults in what Git answered. */
function sendSpoilt(fault: GitFault | undefined, body: Buffer, response: ServerResponse): void {
  if (fault?.kind === 'cut') {
    response.write(body.subarray(0, fault.after), () => response.destroy());
  } else if (fault?.kind === 'short') {
    response.end(body.subarray(0, fault.after));
  } else if (fault?.kind === 'flip') {
    const place = body.indexOf('PACK') + 30;
    body.writeUInt8(body.readUInt8(place) ^ 1, place);
    response.end(body);
  } else {
    response.end(body);
  }
}

function kindOf(request: IncomingMessage, body: Buffer): GitRequestKind {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path.endsWith('/info/refs')) return 'info/refs';
  if (path.endsWith('/git-receive-pack')) return 'receive-pack';
  if (!path.endsWith('/git-upload-pack')) return 'other';
  return body.subarray(0, 64).includes('command=ls-refs') ? 'ls-refs' : 'fetch';
}

interface CgiAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** Speaks CGI, which is RFC 3875, to `git http-backend`. */
async function callBackend(
  options: GitServerOptions,
  request: IncomingMessage,
  body: Buffer,
): Promise<CgiAnswer> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?');
  const settings = Object.entries({ 'http.receivepack': 'true', ...options.config });
  const child = spawn(
    'git',
    [...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]), 'http-backend'],
    {
      env: {
        ...gitEnvironment(),
        GIT_PROJECT_ROOT: options.root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: decodeURIComponent(path),
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'],
        CONTENT_LENGTH: String(body.length),
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_PROTOCOL: options.onlyVersion0 === true ? '' : header(request, 'git-protocol'),
        REMOTE_USER: 'tester',
        REMOTE_ADDR: '127.0.0.1',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  // Git may answer without reading what it was sent.
  child.stdin.on('error', () => undefined);
  child.stdin.end(body);
  return parseCgi(await buffer(child.stdout));
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

function parseCgi(output: Buffer): CgiAnswer {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) return { status: 500, headers: {}, body: output };
  const headers: Record<string, string> = {};
  for (const line of output.subarray(0, end).toString().split('\r\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const status = Number.parseInt(headers.status ?? '200', 10);
  delete headers.status;
  return { status, headers, body: output.subarray(end + 4) };
}
