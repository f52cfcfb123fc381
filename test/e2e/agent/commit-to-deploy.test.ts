import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../../src/kubernetes/connection-options.ts';
import { type AgentProcess, startAgent } from '../../support/agent-process.ts';
import { createGitRepository, type GitRepository } from '../../support/git-repository.ts';
import { type GitServer, startGitServer } from '../../support/git-server.ts';
import { createKubectl, type Kubectl } from '../../support/kubectl.ts';
import { changedBetween, liveVersions } from '../../support/live-versions.ts';
import {
  configMapYaml,
  definitionFiles,
  kustomizationYaml,
  monitorYaml,
} from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import { runTidewatch } from '../../support/run-tidewatch.ts';
import { installAgent } from './install-agent.ts';

// One story on a real Git server and a real control plane, with no more rights
// than `base/agent` gives: each test goes on where the one before it ended.
describe('a commit becomes running objects', () => {
  const kubeconfig = inject('kubeconfig');
  let folder: string;
  let kubectl: Kubectl;
  let connection: KubernetesConnection;
  let rights: readonly string[];
  let namespace: string;
  let system: string;
  let repository: GitRepository;
  let server: GitServer;
  let pods: PodReadiness;
  let agent: AgentProcess;

  const target = 'overlays-production';
  const cluster = () => ['--kubeconfig', kubeconfig, '--namespace', system];
  const isReady =
    (commit: string) =>
    (line: Readonly<Record<string, unknown>>): boolean =>
      line.target === target && line.revision === `main@sha1:${commit}` && line.phase === 'Ready';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidewatch-'));
    kubectl = createKubectl(inject('binaries'), kubeconfig);
    connection = connect({ clock: systemClock, kubeconfig });
    namespace = await createNamespace(kubectl, 'monitoring');
    system = await createNamespace(kubectl, 'system');
    const installation = join(folder, 'installation');
    rights = [
      '--kubeconfig',
      await installAgent(kubectl, { folder: installation, system, watched: [namespace] }),
    ];
    pods = startPodReadiness({ cluster: connection.cluster, namespace });
    repository = await createGitRepository(folder, 'monitoring');
    server = await startGitServer({ root: folder });
  });
  afterAll(async () => {
    await agent?.end('SIGTERM');
    await pods?.stop();
    await server?.close();
    await connection?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('applies a pushed commit', async () => {
    const commit = await repository.publish({
      ...(await definitionFiles()),
      'base/basic.yaml': monitorYaml('basic'),
      'base/other.yaml': monitorYaml('other'),
      'base/settings.yaml': configMapYaml('settings', 'one'),
      'base/kustomization.yaml': 'resources:\n- basic.yaml\n- other.yaml\n- settings.yaml\n',
      'overlays/production/kustomization.yaml': kustomizationYaml(namespace, [
        '../../crd',
        '../../base',
      ]),
    });
    agent = startAgent([
      ...['--repo', server.url('monitoring'), '--ref', 'main', '--path', 'overlays/production'],
      ...rights,
      ...['--namespace', system],
      ...['--poll', '1s', '--interval', '2s', '--listen', 'off', '--log-level', 'debug'],
      ...['--cache-directory', join(folder, 'cache')],
    ]);
    await agent.waitFor('the first commit is ready', isReady(commit));

    const names = Object.keys(await liveVersions(kubectl, namespace));
    expect(names).toEqual(
      expect.arrayContaining([
        'ConfigMap/settings',
        'ConfigMap/basic-monitor',
        'ConfigMap/basic-monitor-grafana',
        'Secret/basic-monitor',
        'Secret/tidbmonitor-basic-tls-assets',
        'Service/basic-prometheus',
        'Service/basic-monitor-reloader',
        'Service/basic-grafana',
        'ServiceAccount/basic-monitor',
        'Role/basic-monitor',
        'RoleBinding/basic-monitor',
        'StatefulSet/basic-monitor',
        'TidbMonitor/basic',
      ]),
    );
  });

  it('gives children the owner reference of their TidbMonitor', async () => {
    const uid = await kubectl([
      'get',
      'tm',
      'basic',
      '-n',
      namespace,
      '-o',
      'jsonpath={.metadata.uid}',
    ]);
    const owners = await kubectl([
      ...['get', 'statefulset', 'basic-monitor', '-n', namespace],
      ...['-o', 'jsonpath={.metadata.ownerReferences}'],
    ]);
    expect(JSON.parse(owners)).toEqual([
      {
        apiVersion: 'pingcap.com/v1alpha1',
        kind: 'TidbMonitor',
        name: 'basic',
        uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
  });

  it('shows useful columns in `kubectl get tm`', async () => {
    const [header = '', basic = ''] = (await kubectl(['get', 'tm', '-n', namespace])).split('\n');
    expect(header.split(/\s{2,}|\s+/)).toEqual(
      expect.arrayContaining(['NAME', 'READY', 'CLUSTERS', 'PROMETHEUS', 'GRAFANA', 'AGE']),
    );
    expect(basic).toMatch(/^basic\s/);
    expect(basic).toContain('v2.49.1');
    expect(basic).toContain('7.5.17');
    const ready = await kubectl([
      ...['wait', 'tm/basic', '-n', namespace, '--for=condition=Ready', '--timeout=30s'],
    ]);
    expect(ready).toContain('condition met');
  });

  it('writes nothing when nothing moved', async () => {
    const before = await liveVersions(kubectl, namespace);
    const start = agent.lines.length;
    for (let round = 0; round < 3; round += 1) {
      await agent.waitForNext('another attempt', (line) => line.phase === 'Ready');
    }
    const since = agent.lines.slice(start);
    expect(changedBetween(before, await liveVersions(kubectl, namespace))).toEqual([]);
    expect(
      since.filter(({ message }) => /created|configured|deleted/.test(String(message))),
    ).toEqual([]);
  });

  it('touches only what a commit changes', async () => {
    const before = await liveVersions(kubectl, namespace);
    const commit = await repository.publish({
      'base/basic.yaml': monitorYaml('basic', { logLevel: 'debug' }),
    });
    await agent.waitFor('the second commit is ready', isReady(commit));
    const changed = changedBetween(before, await liveVersions(kubectl, namespace));
    // The status of both monitors says which revision they are at.
    expect(changed).toEqual([
      'StatefulSet/basic-monitor',
      'TidbMonitor/basic',
      'TidbMonitor/other',
    ]);
  });

  it('says in Events what it did', async () => {
    const events = await kubectl([
      ...['get', 'events', '-n', namespace, '--field-selector=involvedObject.kind=TidbMonitor'],
      ...['-o', 'jsonpath={range .items[*]}{.type} {.reason} {.involvedObject.name}{"\\n"}{end}'],
    ]);
    expect(events.split('\n')).toContain('Normal Applied basic');
    expect(events.split('\n')).toContain('Normal ReconciliationSucceeded basic');
  });

  it('holds back the deletion of a monitor until it is approved', async () => {
    const before = await liveVersions(kubectl, namespace);
    const commit = await repository.publish({
      'base/other.yaml': null,
      'base/kustomization.yaml': 'resources:\n- basic.yaml\n- settings.yaml\n',
    });
    await agent.waitFor('the third commit is ready', isReady(commit));
    const held = changedBetween(before, await liveVersions(kubectl, namespace));
    expect(held.filter((name) => !name.startsWith('TidbMonitor/'))).toEqual([]);

    const status = await runTidewatch(['status', ...cluster()]);
    const digest = /tidewatch approve \S+ (sha256:[0-9a-f]+)/.exec(status.stdout)?.[1] ?? '';
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(status.stdout).toContain('StatefulSet/');
    const approved = await runTidewatch(['approve', target, digest, ...cluster()]);
    expect(approved).toMatchObject({ code: 0, stderr: '' });

    await agent.waitForNext('the deletions', ({ message }) =>
      String(message).includes(`StatefulSet/${namespace}/other-monitor deleted`),
    );
    await agent.waitForNext('the next attempt', isReady(commit));
    const after = await liveVersions(kubectl, namespace);
    const gone = changedBetween(before, after).filter((name) => after[name] === undefined);
    expect(gone).toEqual([
      'ConfigMap/other-monitor',
      'ConfigMap/other-monitor-grafana',
      'Role/other-monitor',
      'RoleBinding/other-monitor',
      'Secret/other-monitor',
      'Secret/tidbmonitor-other-tls-assets',
      'Service/other-grafana',
      'Service/other-monitor-reloader',
      'Service/other-prometheus',
      'ServiceAccount/other-monitor',
      'StatefulSet/other-monitor',
      'TidbMonitor/other',
    ]);
    expect(await kubectl(['get', 'crd', 'tidbmonitors.pingcap.com', '-o', 'name'])).toContain(
      'tidbmonitors.pingcap.com',
    );
  });

  it('shows in `tidewatch status` that all is well, and ends within ten seconds when told to', async () => {
    const status = await runTidewatch(['status', ...cluster()]);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/^overlays-production\s+Ready\s+main@sha1:[0-9a-f]{8}\s/m);
    expect(await agent.end('SIGTERM')).toBe(0);
    expect(agent.lines.map(({ message }) => message)).not.toContainEqual(
      expect.stringContaining('attempts still ran'),
    );
  });
});
