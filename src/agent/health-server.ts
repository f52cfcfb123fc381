import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { takeWebhook, type Webhook } from './take-webhook.ts';

/** What the probes and Prometheus ask for. */
export interface HealthProbes {
  /** Whether the agent's loops still turn: when not, restart it. */
  live(): boolean;
  /** Whether the agent has something to report already and the API server answers. */
  ready(): Promise<boolean>;
  metrics(): string;
  /** Takes webhooks, by the name of their repository: `/webhooks/NAME`. */
  webhooks?: ReadonlyMap<string, Webhook>;
  /** Told of errors once it listens, such as too many open files. */
  onError(error: Error): void;
}

export interface HealthServer {
  readonly address: AddressInfo;
  close(): Promise<void>;
}

/** Serves `/healthz`, `/readyz` and `/metrics`, and takes webhooks. */
export async function startHealthServer(
  listen: { readonly host: string; readonly port: number },
  probes: HealthProbes,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    void answer(request, probes, response);
  });
  server.requestTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  server.on('error', probes.onError);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address to listen on');
  return { address, close: () => closeServer(server) };
}

async function answer(
  request: IncomingMessage,
  probes: HealthProbes,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const webhook = probes.webhooks?.get(/^\/webhooks\/([^/]+)$/.exec(path)?.[1] ?? '');
  if (webhook !== undefined) {
    await takeWebhook(webhook, request, response);
    return;
  }
  if (path === '/healthz') return text(response, probes.live());
  if (path === '/readyz') return text(response, await probes.ready());
  if (path === '/metrics') {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(probes.metrics());
    return;
  }
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end('not found: ask for /healthz, /readyz or /metrics\n');
}

function text(response: ServerResponse, good: boolean): void {
  response.writeHead(good ? 200 : 503, { 'content-type': 'text/plain' });
  response.end(good ? 'ok\n' : 'not ok\n');
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
