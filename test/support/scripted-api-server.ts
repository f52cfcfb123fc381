import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/kubernetes/connection.ts';
import type {
  ConnectOptions,
  KubernetesConnection,
} from '../../src/kubernetes/connection-options.ts';
import type { Clock } from '../../src/model/ports/clock.ts';

/** A request as the server received it. */
export interface Received {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer; a body that is not text is sent as JSON. */
export interface PlainReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Answers one request; `lost` drops the connection without an answer. */
export type Reply = 'lost' | PlainReply | ((response: ServerResponse, request: Received) => void);

export interface ScriptedApiServer {
  readonly url: string;
  /** Every request but those of discovery. */
  readonly received: readonly Received[];
  /** How long the adapter wanted to sleep between tries, in milliseconds. */
  readonly sleeps: readonly number[];
  readonly connection: KubernetesConnection;
  /** The folder of the kubeconfig; it is removed at the end. */
  readonly folder: string;
  close(): Promise<void>;
}

export interface ScriptOptions {
  /** The user entry of the kubeconfig. */
  readonly user?: object;
  readonly connect?: Partial<ConnectOptions>;
}

/**
 * A tiny API server over plain HTTP that serves ConfigMaps and Secrets, answers
 * the script's replies one after the other, and repeats the last one.
 */
export async function startScriptedApiServer(
  script: readonly Reply[],
  options: ScriptOptions = {},
): Promise<ScriptedApiServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const message = await receive(request);
    const discovery = discoveryOf(message.url.pathname);
    if (discovery !== undefined) return respond(response, { status: 200, body: discovery });
    received.push(message);
    const reply = script[Math.min(received.length, script.length) - 1] ?? { status: 404 };
    if (reply === 'lost') request.socket.destroy();
    else if (typeof reply === 'function') reply(response, message);
    else respond(response, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;

  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-scripted-'));
  const kubeconfig = join(folder, 'config');
  await writeFile(kubeconfig, kubeconfigOf(url, options.user ?? { token: 'first' }));
  const sleeps: number[] = [];
  const connection = connect({
    clock: recordingClock(sleeps),
    random: () => 0.5,
    kubeconfig,
    ...options.connect,
  });
  return {
    url,
    received,
    sleeps,
    connection,
    folder,
    close: async () => {
      await connection.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** A `Status` as an API server refuses with. */
export function status(code: number, reason: string, message: string, causes: object[] = []) {
  const body = { kind: 'Status', apiVersion: 'v1', code, reason, message, details: { causes } };
  return { status: code, body };
}

export function kubeconfigOf(server: string, user: object): string {
  return JSON.stringify({
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'web' } }],
    'current-context': 'x',
  });
}

/** Time passes as soon as somebody waits for it. */
function recordingClock(sleeps: number[]): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      now += milliseconds;
    },
  };
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '', 'http://server'),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function respond(response: ServerResponse, reply: PlainReply): void {
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
}

function discoveryOf(path: string): object | undefined {
  if (path !== '/api' && path !== '/apis') return undefined;
  const resource = (kind: string, plural: string) => ({
    resource: plural,
    responseKind: { group: '', version: 'v1', kind },
    scope: 'Namespaced',
    verbs: ['get', 'list', 'patch', 'delete', 'watch'],
  });
  const resources = [resource('ConfigMap', 'configmaps'), resource('Secret', 'secrets')];
  const core = { metadata: { name: '' }, versions: [{ version: 'v1', resources }] };
  return { kind: 'APIGroupDiscoveryList', items: path === '/api' ? [core] : [] };
}
