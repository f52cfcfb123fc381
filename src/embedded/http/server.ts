import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { splitApiVersion } from '../../model/object-id.ts';
import type { Registry } from '../registry/registry.ts';
import { unauthorized } from '../status/api-error.ts';
import { ACCESS_REVIEWS, reviewAccess } from './access-review.ts';
import { mediaTypeOf, parseBody, readBody } from './body.ts';
import { handleNonResource } from './non-resource-handler.ts';
import { replyError, replyJson } from './reply.ts';
import { managerOfAgent } from './request-options.ts';
import { handleResource } from './resource-handler.ts';
import { routeOf } from './route.ts';

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly certificate: Certificate | undefined;
}

export interface Served {
  /** `host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

async function answerAccessReview(
  registry: Registry,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await parseBody(mediaTypeOf(request), await readBody(request), {
    kind: 'SelfSubjectAccessReview',
  });
  const manager = managerOfAgent(request.headers['user-agent']);
  replyJson(response, 201, reviewAccess(body, manager, registry.clock.now()));
}

/** Paths that tell nothing and need no credentials. */
const PUBLIC = /^\/(?:readyz|livez|healthz|version)(?:\/|$)/;

/**
 * Over plain HTTP kubectl sends no credentials at all, so there none are
 * asked for: like `kubectl proxy`, that is for loopback only.
 */
function isAuthorized(request: IncomingMessage, { token, certificate }: ServeOptions): boolean {
  const { authorization } = request.headers;
  if (authorization === undefined) return certificate === undefined;
  return authorization === `Bearer ${token}`;
}

/** Listens, and answers every request from the registry. */
export async function serve(registry: Registry, options: ServeOptions): Promise<Served> {
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!PUBLIC.test(url.pathname) && !isAuthorized(request, options)) {
      replyError(response, unauthorized());
      return;
    }
    const route = routeOf(url.pathname);
    if (url.pathname === ACCESS_REVIEWS && request.method === 'POST') {
      answerAccessReview(registry, request, response).catch((thrown) =>
        replyError(response, thrown),
      );
    } else if (
      route === undefined ||
      !registry.types.servesGroup(splitApiVersion(route.apiVersion).group)
    ) {
      handleNonResource(registry, url, request, response, options.host).catch((thrown) =>
        replyError(response, thrown),
      );
    } else void handleResource(registry, route, url.searchParams, request, response);
  };
  const { certificate } = options;
  const server =
    certificate === undefined
      ? createHttpServer(handle)
      : createHttpsServer({ cert: certificate.certificate, key: certificate.key }, handle);
  // Watches outlive any timeout that suits a request.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 120_000;
  const { port } = await listen(server, options);
  return { address: `${options.host}:${port}`, close: () => close(server) };
}

function listen(server: Server, { host, port }: ServeOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
      else resolve(address);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
