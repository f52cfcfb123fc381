import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { IOptions } from 'etcd3';
import { generate } from 'selfsigned';
import { openEtcdTopologyStore } from '../../src/etcd/etcd-topology-store.ts';
import type { TopologyEndpoint } from '../../src/model/ports/topology-store.ts';
import { ensureTools } from '../envtest/ensure.ts';
import { surroundings } from '../envtest/surroundings.ts';
import { controlPlaneTools } from '../envtest/tool-set.ts';
import { freePorts } from './loopback-ports.ts';
import { startProcessGuard } from './process-guard.ts';
import { startServerProcess } from './server-process.ts';

/** An etcd that stands in for the one inside of a PD. */
export interface TestEtcd {
  readonly endpoint: TopologyEndpoint;
  /** Writes as somebody else does, without a lease. */
  set(key: string, value: string): Promise<void>;
  stop(): Promise<void>;
}

export interface TestEtcdOptions {
  /** Whether it wants, and shows, certificates. */
  readonly tls?: boolean;
  /** The address to listen at; a free port of loopback by default. */
  readonly listen?: { readonly host: string; readonly port: number };
  /** More names for its certificate. */
  readonly names?: readonly string[];
}

export async function startTestEtcd(options: TestEtcdOptions = {}): Promise<TestEtcd> {
  const binaries = await ensureTools(controlPlaneTools, surroundings);
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-etcd-'));
  const guard = startProcessGuard(folder);
  const [freePort = 0, peerPort = 0] = await freePorts(2);
  const { host, port } = options.listen ?? { host: '127.0.0.1', port: freePort };
  const url = `${options.tls === true ? 'https' : 'http'}://${host}:${port}`;
  const credentials =
    options.tls === true ? await makeCredentials([host, ...(options.names ?? [])]) : undefined;
  const peer = `http://127.0.0.1:${peerPort}`;
  const args = [
    '--name=test',
    `--data-dir=${join(folder, 'data')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=test=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
    ...(credentials === undefined ? [] : await certificateArguments(folder, credentials)),
  ];
  const server = startServerProcess(guard, join(binaries, 'etcd'), args, join(folder, 'etcd.log'));
  const endpoint = { url, ...(credentials === undefined ? {} : { credentials }) };
  await untilItAnswers(endpoint, () => server.failure());
  return {
    endpoint,
    async set(key, value) {
      const { Etcd3 } = await import('etcd3');
      const client = new Etcd3(etcdOptions(endpoint));
      await client.put(key).value(value);
      client.close();
    },
    async stop() {
      await server.stop();
      await guard.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function etcdOptions({ url, credentials }: TopologyEndpoint): IOptions {
  if (credentials === undefined) return { hosts: url };
  const { authority, certificate, key } = credentials;
  const [rootCertificate, certChain, privateKey] = [authority, certificate, key].map((pem) =>
    Buffer.from(pem),
  ) as [Buffer, Buffer, Buffer];
  return { hosts: url, credentials: { rootCertificate, certChain, privateKey } };
}

type Credentials = NonNullable<TopologyEndpoint['credentials']>;

/** One authority, and one certificate of it for both sides. */
async function makeCredentials(names: readonly string[]): Promise<Credentials> {
  const name = (value: string) => [{ name: 'commonName', value }];
  const common = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
  const authority = await generate(name('tests'), {
    ...common,
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const altNames = names.map((one) =>
    /^[\d.]+$/.test(one) ? ({ type: 7, ip: one } as const) : ({ type: 2, value: one } as const),
  );
  const made = await generate(name('etcd'), {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
      { name: 'subjectAltName', altNames },
    ],
  });
  return { authority: authority.cert, certificate: made.cert, key: made.private };
}

async function certificateArguments(
  folder: string,
  { authority, certificate, key }: Credentials,
): Promise<string[]> {
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  return [
    '--client-cert-auth',
    `--trusted-ca-file=${await file('ca.crt', authority)}`,
    `--cert-file=${await file('tls.crt', certificate)}`,
    `--key-file=${await file('tls.key', key)}`,
  ];
}

async function untilItAnswers(
  endpoint: TopologyEndpoint,
  failure: () => Error | undefined,
): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const store = await openEtcdTopologyStore(endpoint);
    try {
      await store.get('/');
      return;
    } catch (thrown) {
      const ended = failure();
      if (ended !== undefined || Date.now() > deadline) throw ended ?? thrown;
      await delay(100);
    } finally {
      store.close();
    }
  }
}
