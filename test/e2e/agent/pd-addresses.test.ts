import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openEtcdTopologyStore } from '../../../src/etcd/etcd-topology-store.ts';
import type { TopologyEntry } from '../../../src/model/ports/topology-store.ts';
import { type AgentProcess, startAgent } from '../../support/agent-process.ts';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import { startTestEtcd, type TestEtcd } from '../../support/test-etcd.ts';
import { defineTidbKinds } from '../../support/tidb-definitions.ts';
import { type AgentSetting, type AgentStage, openAgentStage, says } from './agent-stage.ts';

const root = join(import.meta.dirname, '../../..');

/** The built agent, and etcds where the PDs of two clusters would answer: one with TLS. */
describe('the addresses in PD, kept by an agent', () => {
  let stage: AgentStage;
  let setting: AgentSetting;
  let readiness: PodReadiness;
  let plain: TestEtcd;
  let secure: TestEtcd;
  let agent: AgentProcess;

  beforeAll(async () => {
    stage = await openAgentStage();
    await defineTidbKinds(stage.kubectl, root);
    setting = await stage.setUp('pd-addresses');
    const { namespace } = setting;
    readiness = startPodReadiness({ cluster: stage.connection.cluster, namespace });
    // Every address of 127.0.0.0/8 is this machine: both may have PD's port.
    const [first, second] = [0, 0].map(() => `127.${randomInt(1, 255)}.${randomInt(256)}.9`);
    plain = await startTestEtcd({ listen: { host: first ?? '', port: 2379 } });
    const names = [`secure-pd.${namespace}.svc`];
    secure = await startTestEtcd({ tls: true, listen: { host: second ?? '', port: 2379 }, names });
    await createClusters(namespace);
    agent = startAgent(
      [
        ...['--repo', setting.url, '--ref', 'main', '--path', 'overlays'],
        ...['--kubeconfig', inject('kubeconfig'), '--namespace', setting.system],
        ...['--listen', 'off', '--cache-directory', join(stage.folder, '.pd')],
        ...['--poll', '1s', '--interval', '2s'],
      ],
      {
        NODE_OPTIONS: `--import=${join(root, 'test/support/redirect-lookups.mjs')}`,
        REDIRECT_LOOKUPS: JSON.stringify({
          [`plain-pd.${namespace}.svc`]: first,
          [`secure-pd.${namespace}.svc`]: second,
        }),
      },
    );
  });
  afterAll(async () => {
    await agent?.end('SIGKILL');
    await readiness?.stop();
    await Promise.all([plain?.stop(), secure?.stop()]);
    await stage?.close();
  });

  async function createClusters(namespace: string): Promise<void> {
    const cluster = (name: string, enabled: boolean) => ({
      apiVersion: 'pingcap.com/v1alpha1',
      kind: 'TidbCluster',
      metadata: { name, namespace },
      spec: { pd: {}, tlsCluster: { enabled } },
    });
    const { authority = '', certificate = '', key = '' } = secure.endpoint.credentials ?? {};
    const stringData = { 'ca.crt': authority, 'tls.crt': certificate, 'tls.key': key };
    const metadata = { name: 'secure-cluster-client-secret', namespace };
    const items = [
      cluster('plain', false),
      cluster('secure', true),
      { apiVersion: 'v1', kind: 'Secret', metadata, stringData },
    ];
    await stage.kubectl(
      ['create', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    );
  }

  async function entryIn(etcd: TestEtcd, key: string): Promise<TopologyEntry | undefined> {
    const store = await openEtcdTopologyStore(etcd.endpoint);
    try {
      return await store.get(key);
    } finally {
      store.close();
    }
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!(await holds())) {
      if (Date.now() > deadline) {
        const warnings = agent.lines.filter(({ level }) => level === 'warn');
        throw new Error(`not in time: ${what}; ${JSON.stringify(warnings)}`);
      }
      await delay(200);
    }
  }

  const condition = async () => {
    const path = '{.status.conditions[?(@.type=="ShownInDashboard")]}';
    const options = ['-n', setting.namespace, '-o', `jsonpath=${path}`];
    const text = await stage.kubectl(['get', 'tidbmonitor', 'both', ...options]);
    return text === '' ? {} : JSON.parse(text);
  };

  it('are written once the monitor runs, with TLS where the cluster has it', async () => {
    const { namespace, repository } = setting;
    const clusters = '  clusters:\n  - name: plain\n  - name: secure\n';
    const commit = await repository.publish({
      'overlays/production/kustomization.yaml': kustomizationYaml(namespace, ['both.yaml']),
      'overlays/production/both.yaml': monitorYaml('both').replace(
        '  clusters:\n  - name: both\n',
        clusters,
      ),
    });
    await agent.waitFor('it deployed', says('overlays-production', commit));
    for (const etcd of [plain, secure]) {
      await until('written', async () => (await entryIn(etcd, '/topology/grafana')) !== undefined);
      const value = `{"ip":"both-prometheus.${namespace}.svc","port":9090}`;
      const entry = await entryIn(etcd, '/topology/prometheus');
      expect(entry?.value).toBe(value);
      expect(entry?.lease).not.toBe('0');
    }
    await until('said', async () => (await condition()).status === 'True');
    expect((await condition()).message).toBe(
      `TiDB Dashboard leads here: TidbCluster/${namespace}/plain, TidbCluster/${namespace}/secure`,
    );
  });

  it('go from the PD of a cluster that is not monitored any more', async () => {
    const { namespace, repository } = setting;
    await repository.publish({
      'overlays/production/both.yaml': monitorYaml('both').replace(
        '  clusters:\n  - name: both\n',
        '  clusters:\n  - name: plain\n',
      ),
      'overlays/production/kustomization.yaml': kustomizationYaml(namespace, ['both.yaml']),
    });
    await until(
      'deleted',
      async () => (await entryIn(secure, '/topology/prometheus')) === undefined,
    );
    expect(await entryIn(plain, '/topology/prometheus')).toBeDefined();
  });

  it('are a condition, and hold nothing up, where PD does not answer', async () => {
    await plain.stop();
    const { namespace, repository } = setting;
    const commit = await repository.publish({
      'overlays/production/both.yaml': monitorYaml('both', { logLevel: 'warn' }).replace(
        '  clusters:\n  - name: both\n',
        '  clusters:\n  - name: plain\n  - name: secure\n',
      ),
      'overlays/production/kustomization.yaml': kustomizationYaml(namespace, ['both.yaml']),
    });
    await agent.waitFor('it deployed', says('overlays-production', commit));
    await until(
      'written',
      async () => (await entryIn(secure, '/topology/prometheus')) !== undefined,
    );
  });
});
