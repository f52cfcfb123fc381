import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { failureOf, textOf } from '../contract/source/suite.ts';
import { type RemoteHarness, startRemote } from './remote-harness.ts';

const TESTDATA = join(import.meta.dirname, '../testdata/source');
const CERTIFICATE = join(TESTDATA, 'server-certificate.pem');

interface Proxy {
  readonly url: string;
  /** What was asked of it. */
  readonly asked: string[];
  close(): void;
}

/** A proxy for HTTP, and by CONNECT for HTTPS. */
async function startProxy(): Promise<Proxy> {
  const asked: string[] = [];
  const server: Server = createServer((incoming: IncomingMessage, answer) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const { method, headers, url = '' } = incoming;
    const onward = request(url, { method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(answer);
    });
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, client) => {
    asked.push(`CONNECT ${incoming.url}`);
    const [host, port] = (incoming.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    for (const end of [client, onward]) end.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

describe('connections', () => {
  let remote: RemoteHarness | undefined;
  let proxy: Proxy | undefined;
  const start = async (tls: boolean): Promise<RemoteHarness> => {
    const key = await readFile(join(TESTDATA, 'server-key.pem'), 'utf8');
    const cert = await readFile(CERTIFICATE, 'utf8');
    remote = await startRemote(tls ? { tls: { key, cert } } : {});
    await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    return remote;
  };
  const readWith = async (options: object) => {
    const source = await remote?.open(options);
    if (source === undefined) throw new Error('start comes first');
    return textOf(await source.snapshot(await source.resolve()), 'a.yaml');
  };

  afterEach(async () => {
    await remote?.close();
    proxy?.close();
    remote = undefined;
    proxy = undefined;
  });

  it('trust a server whose authority is in a file', async () => {
    await start(true);
    expect(await readWith({ caFile: CERTIFICATE })).toBe('a: 1\n');
  });

  it('do not trust it otherwise', async () => {
    const { url } = await start(true);
    expect(await failureOf(readWith({}))).toBe(
      `SERVER_UNTRUSTED ${url}: the server's certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT); give the authority that signed it as a PEM file`,
    );
  });

  it('say when the file of authorities is not one', async () => {
    const { folder } = await start(true);
    const caFile = join(folder, 'ca.pem');
    expect(await failureOf(readWith({ caFile }))).toBe(
      `INVALID_SOURCE ${caFile}: the file of certificate authorities cannot be read (ENOENT: no such file or directory, open '${caFile}'); write PEM certificates there`,
    );
    await writeFile(caFile, 'not a certificate\n');
    expect(await failureOf(readWith({ caFile }))).toBe(
      `INVALID_SOURCE ${caFile}: the file of certificate authorities holds no certificate; write PEM certificates there`,
    );
  });

  it('go through the proxy for HTTPS, which sees no address', async () => {
    const { server } = await start(true);
    proxy = await startProxy();
    const environment = { HTTPS_PROXY: proxy.url };
    expect(await readWith({ caFile: CERTIFICATE, environment })).toBe('a: 1\n');
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT 127.0.0.1:${server.port}`]));
  });

  it('go through the proxy for HTTP', async () => {
    const { url } = await start(false);
    proxy = await startProxy();
    expect(await readWith({ environment: { http_proxy: proxy.url } })).toBe('a: 1\n');
    expect(proxy.asked[0]).toBe(`GET ${url}/info/refs?service=git-upload-pack`);
  });

  it('go round the proxy for hosts that NO_PROXY names', async () => {
    await start(false);
    proxy = await startProxy();
    const environment = { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
    expect(await readWith({ environment })).toBe('a: 1\n');
    expect(proxy.asked).toEqual([]);
  });
});
