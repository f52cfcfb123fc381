import { describe, expect, it } from 'vitest';
import {
  createTopologyKeeper,
  type TopologyKeeper,
} from '../../../src/agent/topology/keep-topology.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { TopologyError } from '../../../src/model/ports/topology-store.ts';
import type { MonitorSummary } from '../../../src/monitor/summary.ts';
import { topologyStatement } from '../../../src/monitor/topology/state.ts';
import { expansionOf } from '../../monitor/support/expansion.ts';
import { clusterText, documents, monitorText } from '../../monitor/support/monitor-text.ts';
import { fakeCluster } from '../../support/fake-cluster.ts';
import { manualClock } from '../../support/manual-clock.ts';
import {
  type MemoryTopologyStore,
  memoryTopologyStore,
} from '../../support/memory-topology-store.ts';
import { recordingLog } from '../../support/recording-log.ts';

const prometheus = '/topology/prometheus';
const grafana = '/topology/grafana';
const pd = 'http://basic-pd.demo.svc:2379';

/** The summaries of a monitor of the cluster demo/basic, and of whatever else the text has. */
function monitors(spec = '', name = 'basic', cluster = clusterText()): readonly MonitorSummary[] {
  return expansionOf(documents(monitorText(spec, name), cluster)).monitors;
}

function stage(...objects: readonly Manifest[]) {
  const clock = manualClock(1_000_000);
  const stores = new Map<string, MemoryTopologyStore>();
  const opened: string[] = [];
  const changes: string[] = [];
  const log = recordingLog();
  const stopping = new AbortController();
  let broken: string | undefined;
  const storeAt = (url: string) => {
    const store = stores.get(url) ?? memoryTopologyStore(clock);
    stores.set(url, store);
    return store;
  };
  const keeper = createTopologyKeeper({
    cluster: fakeCluster(...objects).cluster,
    clock,
    random: () => 0.5,
    log,
    async openStore({ url, credentials }) {
      opened.push(credentials === undefined ? url : `${url} as ${credentials.certificate}`);
      if (broken !== undefined) throw new TopologyError(broken);
      return storeAt(url);
    },
    onChange: (target, { name }) => changes.push(`${target} ${name}`),
    stop: stopping.signal,
  });
  const running = keeper.run();
  return {
    keeper,
    clock,
    opened,
    changes,
    log,
    storeAt,
    breakWith: (message: string | undefined) => {
      broken = message;
    },
    async end() {
      stopping.abort();
      await running;
    },
  };
}

/** Lets everything that waits for nothing but a turn happen. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function says(keeper: TopologyKeeper, [monitor]: readonly MonitorSummary[]) {
  if (monitor === undefined) throw new Error('no monitor');
  return topologyStatement(keeper.stateOf(monitor));
}

describe('the addresses in PD', () => {
  it('are written with a lease, Grafana\u2019s only where there is Grafana', async () => {
    const { keeper, storeAt, end } = stage();
    keeper.claim('production', monitors('  grafana: {}\n'));
    await turns();
    expect((await storeAt(pd).get(prometheus))?.value).toBe(
      '{"ip":"basic-prometheus.demo.svc","port":9090}',
    );
    expect((await storeAt(pd).get(grafana))?.value).toBe(
      '{"ip":"basic-grafana.demo.svc","port":3000}',
    );
    keeper.claim('production', monitors());
    await turns();
    expect(await storeAt(pd).get(grafana)).toBeUndefined();
    expect(await storeAt(pd).get(prometheus)).toBeDefined();
    await end();
  });

  it('are renewed before the lease ends, for as long as the agent runs', async () => {
    const { keeper, clock, storeAt, opened, end } = stage();
    keeper.claim('production', monitors());
    await turns();
    const before = await storeAt(pd).get(prometheus);
    for (let time = 0; time < 10; time++) {
      clock.advance(200_000);
      await turns();
    }
    expect(await storeAt(pd).get(prometheus)).toEqual(before);
    expect(opened).toHaveLength(11);
    await end();
    clock.advance(600_000);
    expect(await storeAt(pd).get(prometheus)).toBeUndefined();
  });

  it('go when the monitor goes', async () => {
    const { keeper, storeAt, opened, clock, end } = stage();
    keeper.claim('production', monitors());
    await turns();
    keeper.claim('production', []);
    await turns();
    expect(await storeAt(pd).get(prometheus)).toBeUndefined();
    const visits = opened.length;
    clock.advance(3_600_000);
    await turns();
    expect(opened).toHaveLength(visits);
    await end();
  });

  it('stay when somebody else has written there since', async () => {
    const { keeper, storeAt, end } = stage();
    keeper.claim('production', monitors());
    await turns();
    storeAt(pd).set(prometheus, '{"ip":"192.0.2.1","port":9090}');
    keeper.claim('production', []);
    await turns();
    expect((await storeAt(pd).get(prometheus))?.value).toBe('{"ip":"192.0.2.1","port":9090}');
    await end();
  });

  it('are not written over what no monitor wrote, and the condition says so', async () => {
    const { keeper, storeAt, end } = stage();
    storeAt(pd).set(prometheus, '{"ip":"192.0.2.1","port":9090}');
    keeper.claim('production', monitors());
    await turns();
    expect(says(keeper, monitors())).toEqual({
      status: 'False',
      reason: 'OtherAddress',
      message:
        'TidbCluster/demo/basic: /topology/prometheus in its PD is {"ip":"192.0.2.1","port":9090}; delete the key to have this monitor shown',
    });
    await end();
  });
});

describe('two monitors of one cluster', () => {
  const shown = '{"ip":"a-prometheus.demo.svc","port":9090}';

  it('are settled by their names, whichever comes later and wherever it is declared', async () => {
    const { keeper, storeAt, changes, end } = stage();
    keeper.claim('one', monitors('', 'b'));
    await turns();
    keeper.claim('two', monitors('', 'a'));
    await turns();
    expect((await storeAt(pd).get(prometheus))?.value).toBe(shown);
    expect(says(keeper, monitors('', 'a'))).toEqual({
      status: 'True',
      reason: 'Shown',
      message: 'TiDB Dashboard leads here: TidbCluster/demo/basic',
    });
    expect(says(keeper, monitors('', 'b'))).toEqual({
      status: 'False',
      reason: 'OtherMonitor',
      message:
        'TidbCluster/demo/basic: its TiDB Dashboard leads to TidbMonitor/demo/a, whose name comes first',
    });
    expect(changes).toEqual(['one b', 'two a', 'one b']);
    keeper.claim('two', []);
    await turns();
    expect((await storeAt(pd).get(prometheus))?.value).toContain('"b-prometheus.demo.svc"');
    await end();
  });

  it('are settled the same way between agents that know nothing of each other', async () => {
    const { keeper, storeAt, clock, end } = stage();
    await storeAt(pd).put(prometheus, shown, { ttl: 600, revision: '0' });
    keeper.claim('one', monitors('', 'b'));
    await turns();
    expect((await storeAt(pd).get(prometheus))?.value).toBe(shown);
    expect(says(keeper, monitors('', 'b'))?.reason).toBe('OtherMonitor');
    for (let time = 0; time < 4; time++) {
      clock.advance(200_000);
      await turns();
    }
    expect((await storeAt(pd).get(prometheus))?.value).toContain('"b-prometheus.demo.svc"');
    await end();
  });
});

describe('a PD that cannot be reached', () => {
  it('is a condition, said once, and is tried again after growing pauses', async () => {
    const { keeper, breakWith, clock, storeAt, changes, log, opened, end } = stage();
    breakWith(`${pd}: connection refused`);
    keeper.claim('production', monitors());
    await turns();
    expect(says(keeper, monitors())).toEqual({
      status: 'False',
      reason: 'PdUnreachable',
      message: `TidbCluster/demo/basic: its PD cannot be told where Prometheus is, and is tried again: ${pd}: connection refused`,
    });
    for (let time = 0; time < 6; time++) {
      clock.advance(300_000);
      await turns();
    }
    expect(opened).toHaveLength(7);
    expect(changes).toEqual(['production basic']);
    expect(log.lines.map(({ message }) => message)).toEqual([
      'cannot tell PD where its monitor is',
    ]);
    breakWith(undefined);
    clock.advance(300_000);
    await turns();
    expect(await storeAt(pd).get(prometheus)).toBeDefined();
    expect(says(keeper, monitors())?.status).toBe('True');
    await end();
  });

  it('holds up no other one', async () => {
    const secure = clusterText('basic', 'demo', '{pd: {}, tlsCluster: {enabled: true}}');
    const { keeper, storeAt, end } = stage();
    const both = expansionOf(
      documents(
        monitorText('', 'basic'),
        secure,
        monitorText('', 'other').replace('clusters: [{name: basic}]', 'clusters: [{name: plain}]'),
        clusterText('plain'),
      ),
    ).monitors;
    keeper.claim('production', both);
    await turns();
    expect(says(keeper, both)?.message).toContain(
      'Secret/demo/basic-cluster-client-secret has no client certificate: create it',
    );
    expect(await storeAt('http://plain-pd.demo.svc:2379').get(prometheus)).toBeDefined();
    await end();
  });

  it('is asked with the certificate that is there now', async () => {
    const encode = (text: string) => Buffer.from(text).toString('base64');
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'basic-cluster-client-secret', namespace: 'demo' },
      data: { 'ca.crt': encode('ca'), 'tls.crt': encode('first'), 'tls.key': encode('key') },
    };
    const { keeper, opened, end } = stage(secret);
    const secure = clusterText('basic', 'demo', '{pd: {}, tlsCluster: {enabled: true}}');
    keeper.claim('production', monitors('', 'basic', secure));
    await turns();
    expect(opened).toEqual(['https://basic-pd.demo.svc:2379 as first']);
    await end();
  });
});

describe('the PD of a cluster', () => {
  it.each([
    ['its own', '{pd: {}}', 'http://basic-pd.demo.svc:2379'],
    [
      'its own, in another domain',
      '{pd: {}, clusterDomain: a.test}',
      'http://basic-pd.demo.svc.a.test:2379',
    ],
    [
      'the one it takes part in',
      '{tikv: {}, cluster: {name: main}}',
      'http://main-pd.demo.svc:2379',
    ],
    [
      'one elsewhere',
      '{tikv: {}, cluster: {name: main, namespace: far, clusterDomain: b.test}}',
      'http://main-pd.far.svc.b.test:2379',
    ],
    ['none', '{tikv: {}}', undefined],
  ])('is %s', (_what, spec, url) => {
    const [monitor] = monitors('', 'basic', clusterText('basic', 'demo', spec));
    expect(monitor?.topology.map((claim) => claim.url)).toEqual(url === undefined ? [] : [url]);
  });

  it('is told the ports that the Services have', () => {
    const [monitor] = monitors('  grafana: {service: {port: 80}}\n');
    expect(monitor?.topology[0]?.entries[grafana]).toBe(
      '{"ip":"basic-grafana.demo.svc","port":80}',
    );
  });
});
