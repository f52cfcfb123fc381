import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentProcess } from '../../support/agent-process.ts';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import {
  type PodOutcome,
  type PodReadiness,
  startPodReadiness,
} from '../../support/pod-readiness.ts';
import { defineTidbKinds } from '../../support/tidb-definitions.ts';
import { type AgentSetting, type AgentStage, openAgentStage, says } from './agent-stage.ts';

const root = join(import.meta.dirname, '../../..');

/** An agent that, left alone, would look again in ten minutes. */
describe('what happens to a monitor between two attempts', () => {
  let stage: AgentStage;
  let setting: AgentSetting;
  let readiness: PodReadiness;
  let outcome: PodOutcome = 'ready';
  let agent: AgentProcess;

  beforeAll(async () => {
    stage = await openAgentStage();
    await defineTidbKinds(stage.kubectl, root);
    setting = await stage.setUp('watched');
    const { namespace, repository } = setting;
    readiness = startPodReadiness({
      cluster: stage.connection.cluster,
      namespace,
      outcome: () => outcome,
    });
    await createCluster('plain', false);
    agent = setting.runWith(
      ...['--repo', setting.url, '--ref', 'main', '--path', 'overlays/production'],
      ...['--poll', '1h', '--interval', '10m'],
    );
    const commit = await repository.publish({
      'overlays/production/kustomization.yaml': kustomizationYaml(namespace, ['both.yaml']),
      'overlays/production/both.yaml': monitorYaml('both').replace(
        '  clusters:\n  - name: both\n',
        '  clusters:\n  - name: plain\n  - name: secure\n',
      ),
    });
    await agent.waitFor('it deployed', says('overlays-production', commit));
  });
  afterAll(async () => {
    await readiness?.stop();
    await stage?.close();
  });

  const kubectl = (args: readonly string[], input?: string) =>
    stage.kubectl([...args, '-n', setting.namespace], input);

  async function createCluster(name: string, enabled: boolean): Promise<void> {
    const cluster = {
      apiVersion: 'pingcap.com/v1alpha1',
      kind: 'TidbCluster',
      metadata: { name },
      spec: { tikv: {}, tlsCluster: { enabled } },
    };
    await kubectl(['apply', '-f', '-'], JSON.stringify(cluster));
  }

  async function writeSecret(text: string): Promise<void> {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'secure-cluster-client-secret' },
      stringData: { 'ca.crt': 'ca', 'tls.crt': text, 'tls.key': 'key' },
    };
    await kubectl(['apply', '-f', '-'], JSON.stringify(secret));
  }

  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
      await delay(100);
    }
  }

  const config = () => kubectl(['get', 'configmap', 'both-monitor', '-o', 'yaml']);
  const condition = async (type: string) => {
    const path = `{.status.conditions[?(@.type=="${type}")]}`;
    return JSON.parse(await kubectl(['get', 'tm', 'both', '-o', `jsonpath=${path}`]));
  };
  const asset = async () => {
    const key = `secret_${setting.namespace}_secure-cluster-client-secret_tls.crt`;
    const secret = JSON.parse(
      await kubectl(['get', 'secret', 'tidbmonitor-both-tls-assets', '-o', 'json']),
    );
    return Buffer.from(secret.data?.[key] ?? '', 'base64').toString();
  };

  it('a cluster that is missing is a condition, and everything else runs', async () => {
    expect(await condition('ReferencesResolved')).toMatchObject({
      status: 'False',
      reason: 'NotFound',
      message: `not on the cluster: TidbCluster/${setting.namespace}/secure`,
    });
    expect(await config()).toContain(`job_name: ${setting.namespace}-plain-tikv`);
    expect(await condition('Ready')).toMatchObject({ status: 'True' });
  });

  it('a cluster that comes without its certificate is a condition, too', async () => {
    await createCluster('secure', true);
    const missing = `not on the cluster: Secret/${setting.namespace}/secure-cluster-client-secret`;
    await until(
      'its Secret is missed',
      async () => (await condition('ReferencesResolved')).message === missing,
    );
    expect(await config()).not.toContain(`job_name: ${setting.namespace}-secure-tikv`);
  });

  it('the certificate is used as soon as it is there, and again when it is rotated', async () => {
    await writeSecret('first');
    await until('the first', async () => (await asset()) === 'first');
    await until('found', async () => (await condition('ReferencesResolved')).status === 'True');
    expect(await config()).toContain(`job_name: ${setting.namespace}-secure-tikv`);
    await writeSecret('second');
    await until('the second', async () => (await asset()) === 'second');
  });

  it('a cluster that turns TLS off is scraped without', async () => {
    expect(await config()).toContain('scheme: https');
    await createCluster('secure', false);
    await until('http', async () => !(await config()).includes('scheme: https'));
  });

  it('shows in kubectl get tm when a pod is not ready any more, and when it is again', async () => {
    const row = async () => (await kubectl(['get', 'tm', 'both', '--no-headers'])).split(/\s+/);
    await until('ready', async () => (await row())[1] === '1/1');
    outcome = 'notReady';
    await kubectl(['delete', 'pod', 'both-monitor-0', '--grace-period=0', '--force']);
    await until('not ready', async () => (await row())[1] === '0/1');
    expect(await condition('Ready')).toMatchObject({ status: 'False', reason: 'Progressing' });
    outcome = 'ready';
    await kubectl(['delete', 'pod', 'both-monitor-0', '--grace-period=0', '--force']);
    await until('ready again', async () => (await row())[1] === '1/1');
  });
});
