import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/agent/system-clock.ts';
import { connect } from '../../src/kubernetes/connection.ts';

const testdata = join(import.meta.dirname, 'testdata', 'tls');
const pem = (name: string) => readFile(join(testdata, name), 'utf8');

let folder: string;
let api: Server;
let proxy: Server;
const tunnels: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-tls-'));
  const tls = {
    ca: await pem('ca.crt'),
    cert: await pem('server.crt'),
    key: await pem('server.key'),
  };
  api = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const peer = (request.socket as TLSSocket).getPeerCertificate();
      const resources = [
        {
          resource: 'configmaps',
          responseKind: { kind: 'ConfigMap' },
          scope: 'Namespaced',
          verbs: [],
        },
      ];
      const discovery = {
        kind: 'APIGroupDiscoveryList',
        items: [{ metadata: { name: '' }, versions: [{ version: 'v1', resources }] }],
      };
      const object = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'who' },
        data: { client: peer.subject?.CN ?? '' },
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.url?.startsWith('/api/') ? object : discovery));
    },
  );
  proxy = createPlainServer();
  proxy.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const { port } = new URL(`http://${request.url}`);
    const upstream = connectSocket(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const side of [socket, upstream]) side.on('error', () => {});
  });
  for (const server of [api, proxy]) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
});
afterAll(async () => {
  for (const server of [api, proxy]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Who the server says the client is. */
async function clientSeen(cluster: object, user: object): Promise<unknown> {
  const kubeconfig = join(folder, 'config');
  const server = `https://127.0.0.1:${portOf(api)}`;
  const text = {
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  await writeFile(kubeconfig, JSON.stringify(text));
  const connection = connect({ clock: systemClock, kubeconfig });
  try {
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', name: 'who' };
    const live = await connection.cluster.get(reference);
    return live?.data;
  } finally {
    await connection.close();
  }
}

const base64 = async (name: string) => Buffer.from(await pem(name)).toString('base64');

describe('a connection over TLS', () => {
  it('shows the certificate of the user, from files', async () => {
    const seen = await clientSeen(
      { 'certificate-authority': join(testdata, 'ca.crt') },
      {
        'client-certificate': join(testdata, 'client.crt'),
        'client-key': join(testdata, 'client.key'),
      },
    );
    expect(seen).toEqual({ client: 'client' });
  });

  it('shows the certificate of the user, from the kubeconfig itself', async () => {
    const seen = await clientSeen(
      { 'certificate-authority-data': await base64('ca.crt') },
      {
        'client-certificate-data': await base64('client.crt'),
        'client-key-data': await base64('client.key'),
      },
    );
    expect(seen).toEqual({ client: 'client' });
  });

  it('trusts the authority of the cluster for a context without a user, too', async () => {
    const authority = { 'certificate-authority': join(testdata, 'ca.crt') };
    expect(await clientSeen(authority, {})).toEqual({ client: '' });
  });

  it('trusts anybody where the kubeconfig says so', async () => {
    expect(await clientSeen({ 'insecure-skip-tls-verify': true }, {})).toEqual({ client: '' });
  });

  it('does not trust a server of another authority, and does not try again', async () => {
    await expect(clientSeen({}, {})).rejects.toMatchObject({
      name: 'UnavailableError',
      message: expect.stringMatching(
        /^https:\S+: no answer from https:\S+ after 1 try \(.*certificate.*\); check certificate-authority and tls-server-name in the kubeconfig$/,
      ),
    });
  });

  it('goes through a proxy', async () => {
    const authority = { 'certificate-authority': join(testdata, 'ca.crt') };
    const proxyUrl = `http://127.0.0.1:${portOf(proxy)}`;
    expect(await clientSeen({ ...authority, 'proxy-url': proxyUrl }, {})).toEqual({ client: '' });
    expect(new Set(tunnels)).toEqual(new Set([`127.0.0.1:${portOf(api)}`]));
  });
});
