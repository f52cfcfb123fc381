import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEtcdTopologyStore } from '../../../src/etcd/etcd-topology-store.ts';
import { TopologyError, type TopologyStore } from '../../../src/model/ports/topology-store.ts';
import { topologyStoreSuite } from '../../contract/topology-store/suite.ts';
import { startTestEtcd, type TestEtcd } from '../../support/test-etcd.ts';

describe.each([
  ['without TLS', false],
  ['with certificates on both sides', true],
])('the topology store of a real etcd %s', (_what, tls) => {
  let etcd: TestEtcd;
  let store: TopologyStore;
  beforeAll(async () => {
    etcd = await startTestEtcd({ tls });
    store = await openEtcdTopologyStore(etcd.endpoint);
  });
  afterAll(async () => {
    store?.close();
    await etcd?.stop();
  });

  topologyStoreSuite(() => ({
    store,
    set: (key, value) => etcd.set(key, value),
    pass: (seconds) => delay(seconds * 1_000),
  }));
});

describe('a PD that does not answer', () => {
  it('is an error within seconds, which names it', async () => {
    const store = await openEtcdTopologyStore({ url: 'http://127.0.0.1:1' });
    const failure = await store.get('/topology/prometheus').catch((thrown: unknown) => thrown);
    store.close();
    expect(failure).toBeInstanceOf(TopologyError);
    expect(String(failure)).toMatch(/http:\/\/127\.0\.0\.1:1: read \/topology\/prometheus: /);
  });

  it('is an error where its certificate is of another authority', async () => {
    const etcd = await startTestEtcd({ tls: true });
    const other = await startTestEtcd({ tls: true });
    const { credentials } = other.endpoint;
    const store = await openEtcdTopologyStore({
      url: etcd.endpoint.url,
      ...(credentials === undefined ? {} : { credentials }),
    });
    await expect(store.get('/a')).rejects.toThrow(TopologyError);
    store.close();
    await Promise.all([etcd.stop(), other.stop()]);
  });
});
