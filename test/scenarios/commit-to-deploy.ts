import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/agent/system-clock.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../src/kubernetes/connection-options.ts';
import { type Manifest, valueAt } from '../../src/model/manifest.ts';
import type { AgentInProcess } from '../support/agent-in-process.ts';
import { createGitRepository, type GitRepository } from '../support/git-repository.ts';
import { type GitServer, startGitServer } from '../support/git-server.ts';
import { changedBetween } from '../support/live-versions.ts';
import {
  configMapYaml,
  definitionFiles,
  kustomizationYaml,
  monitorYaml,
} from '../support/monitoring-repository.ts';
import type { Place } from './place.ts';

const monitorVersion = 'pingcap.com/v1alpha1';
const kinds = [
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
  ['v1', 'ServiceAccount'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['apps/v1', 'StatefulSet'],
  [monitorVersion, 'TidbMonitor'],
  ['networking.k8s.io/v1', 'Ingress'],
] as const;

/**
 * The story of a commit on a real Git server: each test goes on where the one
 * before it ended.
 */
export function commitToDeploy(openPlace: () => Promise<Place>): void {
  describe('a commit becomes running objects', () => {
    let place: Place;
    let connection: KubernetesConnection;
    let namespace: string;
    let system: string;
    let repository: GitRepository;
    let server: GitServer;
    let agent: AgentInProcess;

    const target = 'overlays-production';
    const cluster = () => ['--kubeconfig', place.kubeconfig, '--namespace', system];
    const isReady =
      (commit: string) =>
      (line: Readonly<Record<string, unknown>>): boolean =>
        line.target === target && line.revision === `main@sha1:${commit}` && line.phase === 'Ready';

    const get = (apiVersion: string, kind: string, name: string): Promise<Manifest | undefined> =>
      connection.cluster.get({ apiVersion, kind, namespace, name });

    /** The resource version of every object that the story may change, by `kind/name`. */
    async function liveVersions(): Promise<Record<string, string>> {
      connection.discovery.refresh();
      const lists = await Promise.all(
        kinds.map(([apiVersion, kind]) => connection.cluster.list({ apiVersion, kind, namespace })),
      );
      const objects = lists
        .flatMap(({ items }) => items)
        .filter(({ metadata }) => !/^(kube-root-ca\.crt|default)$/.test(metadata.name));
      return Object.fromEntries(
        objects.map(({ kind, metadata }) => [
          `${kind}/${metadata.name}`,
          metadata.resourceVersion ?? '',
        ]),
      );
    }

    beforeAll(async () => {
      place = await openPlace();
      connection = connect({
        clock: systemClock,
        environment: {},
        kubeconfig: place.kubeconfig,
      });
      namespace = await place.createNamespace('monitoring');
      system = await place.createNamespace('system');
      repository = await createGitRepository(place.folder, 'monitoring');
      server = await startGitServer({ root: place.folder });
    });
    afterAll(async () => {
      await agent?.end('SIGTERM');
      await server?.close();
      await connection?.close();
      await place?.[Symbol.asyncDispose]();
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
      agent = await place.startAgent({
        repo: server.url('monitoring'),
        ref: 'main',
        path: 'overlays/production',
        kubeconfig: await place.agentKubeconfig(system, namespace),
        namespace: system,
        poll: '1s',
        interval: '1s',
        listen: 'off',
        logLevel: 'debug',
        cacheDirectory: join(place.folder, 'cache'),
      });
      await agent.waitFor('the first commit is ready', isReady(commit));

      expect(Object.keys(await liveVersions())).toEqual(
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
      const monitor = await get(monitorVersion, 'TidbMonitor', 'basic');
      const child = await get('apps/v1', 'StatefulSet', 'basic-monitor');
      expect(child?.metadata.ownerReferences).toEqual([
        {
          apiVersion: monitorVersion,
          kind: 'TidbMonitor',
          name: 'basic',
          uid: monitor?.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
    });

    it('shows useful columns in `kubectl get tm`', async () => {
      const [header, basic] = await place.monitorTable(namespace);
      expect(header).toEqual(
        expect.arrayContaining(['NAME', 'READY', 'CLUSTERS', 'PROMETHEUS', 'GRAFANA', 'AGE']),
      );
      expect(basic?.[0]).toBe('basic');
      expect(basic).toContain('v2.49.1');
      expect(basic).toContain('7.5.17');
    });

    it('says in the conditions of a TidbMonitor that it is ready, and soon that nothing drifted', async () => {
      await vi.waitFor(
        async () => {
          for (const name of ['basic', 'other']) {
            const monitor = await get(monitorVersion, 'TidbMonitor', name);
            const conditions = valueAt(monitor, ['status', 'conditions']);
            expect(conditions).toContainEqual(
              expect.objectContaining({ type: 'Ready', status: 'True' }),
            );
            expect(conditions).toContainEqual(
              expect.objectContaining({ type: 'Drifted', status: 'False' }),
            );
          }
        },
        { timeout: 15_000, interval: 100 },
      );
    });

    it('writes nothing when nothing moved', async () => {
      const before = await liveVersions();
      const start = agent.lines.length;
      for (let round = 0; round < 3; round += 1) {
        await agent.waitForNext('another attempt', (line) => line.phase === 'Ready');
      }
      const since = agent.lines.slice(start);
      expect(changedBetween(before, await liveVersions())).toEqual([]);
      expect(
        since.filter(({ message }) => /created|configured|deleted/.test(String(message))),
      ).toEqual([]);
    });

    it('touches only what a commit changes', async () => {
      const before = await liveVersions();
      const commit = await repository.publish({
        'base/basic.yaml': monitorYaml('basic', { logLevel: 'debug' }),
      });
      await agent.waitFor('the second commit is ready', isReady(commit));
      // The status of both monitors says which revision they are at.
      expect(changedBetween(before, await liveVersions())).toEqual([
        'StatefulSet/basic-monitor',
        'TidbMonitor/basic',
        'TidbMonitor/other',
      ]);
    });

    it('says in Events what it did', async () => {
      const { items } = await connection.cluster.list({
        apiVersion: 'v1',
        kind: 'Event',
        namespace,
        fieldSelector: 'involvedObject.kind=TidbMonitor',
      });
      const events = items.map((event) =>
        [event.type, event.reason, valueAt(event, ['involvedObject', 'name'])].join(' '),
      );
      expect(events).toContain('Normal Applied basic');
      expect(events).toContain('Normal ReconciliationSucceeded basic');
    });

    it('refuses a broken commit, says where it is broken, and keeps what runs', async () => {
      const before = await liveVersions();
      const commit = await repository.publish({
        'base/basic.yaml': monitorYaml('basic').replace('  grafana:', '  grafanna:'),
      });
      await agent.waitFor(
        'the broken commit has failed',
        ({ revision, phase }) => revision === `main@sha1:${commit}` && phase === 'Failed',
      );
      const messages = agent.lines.map(({ message }) => String(message));
      expect(messages).toContainEqual(
        expect.stringMatching(/^base\/basic\.yaml:\d+:\d+: .*grafanna.*did you mean grafana\?$/),
      );
      const changed = changedBetween(before, await liveVersions());
      expect(changed.filter((name) => !name.startsWith('TidbMonitor/'))).toEqual([]);

      const repaired = await repository.publish({
        'base/basic.yaml': monitorYaml('basic', { logLevel: 'debug' }),
      });
      await agent.waitFor('the repaired commit is ready', isReady(repaired));
    });

    it('holds back the deletion of a monitor until it is approved', async () => {
      const before = await liveVersions();
      const commit = await repository.publish({
        'base/other.yaml': null,
        'base/kustomization.yaml': 'resources:\n- basic.yaml\n- settings.yaml\n',
      });
      await agent.waitFor('the third commit is ready', isReady(commit));
      const held = changedBetween(before, await liveVersions());
      expect(held.filter((name) => !name.startsWith('TidbMonitor/'))).toEqual([]);

      const status = await place.runTidewatch(['status', ...cluster()]);
      const digest = /tidewatch approve \S+ (sha256:[0-9a-f]+)/.exec(status.stdout)?.[1] ?? '';
      expect(status).toMatchObject({ code: 0, stderr: '' });
      expect(status.stdout).toContain('StatefulSet/');
      const approved = await place.runTidewatch(['approve', target, digest, ...cluster()]);
      expect(approved).toMatchObject({ code: 0, stderr: '' });

      await agent.waitFor('the deletions', ({ message }) =>
        String(message).includes(`StatefulSet/${namespace}/other-monitor deleted`),
      );
      await agent.waitForNext('the next attempt', isReady(commit));
      const after = await liveVersions();
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
      const definition = {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        namespace: '',
        name: 'tidbmonitors.pingcap.com',
      };
      expect(await connection.cluster.get(definition)).toBeDefined();
    });

    it('shows in `tidewatch status` that all is well, and ends within ten seconds when told to', async () => {
      const status = await place.runTidewatch(['status', ...cluster()]);
      expect(status.code).toBe(0);
      expect(status.stdout).toMatch(/^overlays-production\s+Ready\s+main@sha1:[0-9a-f]{8}\s/m);
      expect(await agent.end('SIGTERM')).toBe(0);
      expect(agent.lines.map(({ message }) => message)).not.toContainEqual(
        expect.stringContaining('attempts still ran'),
      );
    });
  });
}
