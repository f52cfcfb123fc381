import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { SignedCertificate } from './certificates.ts';

/** Where a page of metrics is served, and how. */
export interface MetricsEndpoint {
  readonly address: string;
  readonly port: number;
  readonly path?: string;
  /** Served over TLS with it; clients have to show one of the same authority, unless they need not. */
  readonly certificate?: SignedCertificate;
  readonly anyClient?: boolean;
  readonly page: () => string;
}

export interface MetricsServer {
  stop(): Promise<void>;
}

export function startMetricsServer(endpoint: MetricsEndpoint): Promise<MetricsServer> {
  const { address, port, path = '/metrics', certificate, anyClient = false, page } = endpoint;
  const listener: RequestListener = (request, response) => {
    if (request.url !== path) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(page());
  };
  const server =
    certificate === undefined
      ? createServer(listener)
      : createTlsServer(
          {
            cert: certificate.certificate,
            key: certificate.key,
            ca: certificate.authority,
            requestCert: !anyClient,
            rejectUnauthorized: !anyClient,
          },
          listener,
        );
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () =>
      resolve({
        stop: () =>
          new Promise((stopped) => {
            server.close(() => stopped());
            server.closeAllConnections();
          }),
      }),
    );
  });
}
