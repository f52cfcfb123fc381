import type { Etcd3, IOptions, IRangeResponse } from 'etcd3';
import {
  type TopologyEndpoint,
  type TopologyEntry,
  TopologyError,
  type TopologyStore,
} from '../model/ports/topology-store.ts';

/** How long one call may take, in milliseconds. */
const patience = 5_000;

/**
 * The store in a PD, over etcd's own protocol. It connects with the first call.
 * The client comes as a chunk of its own: without a PD nobody pays for it.
 */
export async function openEtcdTopologyStore(endpoint: TopologyEndpoint): Promise<TopologyStore> {
  const { Etcd3 } = await import('etcd3');
  const client = new Etcd3(optionsFor(endpoint));
  const call = <T>(what: string, run: () => Promise<T>) => within(`${endpoint.url}: ${what}`, run);
  return {
    get: (key) => call(`read ${key}`, async () => entryIn(await client.get(key).exec())),
    put: (key, value, { ttl, revision }) =>
      call(`write ${key}`, async () => {
        const { ID } = await client.leaseClient.leaseGrant({ TTL: ttl, ID: '0' });
        const { succeeded } = await client
          .if(key, 'Mod', '==', Number(revision))
          .then(client.put(key).value(value).lease(ID))
          .commit();
        if (!succeeded) await client.leaseClient.leaseRevoke({ ID });
        return succeeded;
      }),
    keepAlive: (lease) => call('renew a lease', () => keepAlive(client, lease)),
    delete: (key, value) =>
      call(`delete ${key}`, async () => {
        const { succeeded } = await client
          .if(key, 'Value', '==', value)
          .then(client.delete().key(key))
          .commit();
        return succeeded;
      }),
    close: () => client.close(),
  };
}

function optionsFor({ url, credentials }: TopologyEndpoint): IOptions {
  const tls =
    credentials === undefined
      ? {}
      : {
          credentials: {
            rootCertificate: Buffer.from(credentials.authority),
            certChain: Buffer.from(credentials.certificate),
            privateKey: Buffer.from(credentials.key),
          },
        };
  return {
    hosts: url,
    dialTimeout: patience,
    defaultCallOptions: () => ({ deadline: Date.now() + patience }),
    ...tls,
  };
}

function entryIn({ kvs }: IRangeResponse): TopologyEntry | undefined {
  const [found] = kvs;
  if (found === undefined) return undefined;
  return {
    value: found.value.toString('utf8'),
    lease: String(found.lease),
    revision: String(found.mod_revision),
  };
}

/** One renewal: the stream that etcd offers for many of them ends with it. */
async function keepAlive(client: Etcd3, lease: string): Promise<boolean> {
  const stream = await client.leaseClient.leaseKeepAlive();
  try {
    const answered = new Promise<boolean>((resolve, reject) => {
      stream.on('data', ({ TTL }) => resolve(Number(TTL) > 0));
      stream.on('error', reject);
      stream.on('end', () => reject(new Error('it answered nothing')));
    });
    stream.write({ ID: lease });
    return await answered;
  } finally {
    stream.end();
    stream.cancel();
  }
}

/** The client's own deadline does not hold while it still connects. */
async function within<T>(what: string, run: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patience / 1000} s`)), patience);
  });
  const running = run();
  // Whoever is late fails unheard.
  running.catch(() => {});
  try {
    return await Promise.race([running, late]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TopologyError(`${what}: ${reason}`, { cause });
  } finally {
    clearTimeout(timer);
  }
}
