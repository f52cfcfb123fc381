import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { createFileFolder } from '../../support/file-folder.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { volumeForClaim } from '../../support/persistent-volumes.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import { runTidewatch, type VerbResult } from '../../support/run-tidewatch.ts';
import { defineTidbKinds } from '../../support/tidb-definitions.ts';

const root = join(import.meta.dirname, '../../..');
const kubeconfig = inject('kubeconfig');
const kubectl = createKubectl(inject('binaries'), kubeconfig);

const OF_MONITOR = [
  'statefulset.apps/kept-monitor',
  'service/kept-monitor-reloader',
  'service/kept-prometheus',
  'configmap/kept-monitor',
  'secret/tidbmonitor-kept-tls-assets',
  'serviceaccount/kept-monitor',
];
const OF_GRAFANA = [
  'service/kept-grafana',
  'configmap/kept-monitor-grafana',
  'secret/kept-monitor',
];
const OF_SHARD = [
  'statefulset.apps/kept-monitor-shard-1',
  'service/kept-grafana-shard-1',
  'service/kept-monitor-reloader-shard-1',
  'service/kept-prometheus-shard-1',
  'configmap/kept-monitor-shard-1',
];
const CLAIMS = ['tidbmonitor-kept-monitor-0', 'tidbmonitor-kept-monitor-shard-1-0'];

describe('what a persistent monitor has no more', () => {
  const connection = connect({ clock: systemClock, kubeconfig });
  let namespace: string;
  let system: string;
  let readiness: PodReadiness;
  /** The claims as they were at first. */
  let data: readonly string[];
  let digest: string;
  beforeAll(async () => {
    await defineTidbKinds(kubectl, root);
    namespace = await createNamespace(kubectl, 'removal');
    system = await createNamespace(kubectl, 'removal-system');
    readiness = startPodReadiness({ cluster: connection.cluster, namespace });
    const items = CLAIMS.map((name) =>
      volumeForClaim({
        name: `${namespace}-${name}`,
        claim: { namespace, name },
        capacity: '10Gi',
        storageClassName: 'manual',
        reclaimPolicy: 'Retain',
      }),
    );
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    await kubectl(['create', '-f', '-'], list);
  });
  afterAll(async () => {
    await readiness?.stop();
    await connection.close();
    const volumes = CLAIMS.map((name) => `${namespace}-${name}`);
    await kubectl(['delete', 'persistentvolume', ...volumes, '--wait=false']);
  });

  interface Wanted {
    readonly shards: number;
    readonly grafana: boolean;
  }

  async function run(
    verb: 'apply' | 'diff',
    { shards, grafana }: Wanted,
    ...more: string[]
  ): Promise<VerbResult> {
    const kept = 'spec:\n  persistent: true\n  storage: 10Gi\n  storageClassName: manual\n';
    const monitor = monitorYaml('kept').replace('spec:\n', `${kept}  shards: ${shards}\n`);
    await using folder = await createFileFolder({
      'kustomization.yaml': kustomizationYaml(namespace, ['monitor.yaml']),
      'monitor.yaml': grafana ? monitor : monitor.replace(/ {2}grafana:\n( {4}.*\n)+/, ''),
    });
    const options = ['--prune', '--kubeconfig', kubeconfig, '--namespace', system];
    return await runTidewatch([verb, '.', ...options, ...more], { cwd: folder.path });
  }

  /** `kind/name` of everything the monitor has, without what Kubernetes adds. */
  async function objects(): Promise<readonly string[]> {
    const kinds = 'statefulsets,services,configmaps,secrets,serviceaccounts';
    const told = await kubectl(['get', kinds, '-n', namespace, '-o', 'name']);
    return told
      .split('\n')
      .filter((name) => name.includes('kept'))
      .sort();
  }

  /** The claims as `name uid phase`. */
  async function claims(): Promise<readonly string[]> {
    const row = '{range .items[*]}{.metadata.name} {.metadata.uid} {.status.phase}{"\\n"}{end}';
    const path = `jsonpath=${row}`;
    const told = await kubectl(['get', 'persistentvolumeclaims', '-n', namespace, '-o', path]);
    return told.trim().split('\n').sort();
  }

  it('is nothing at first: every shard has its objects and its data', async () => {
    expect((await run('apply', { shards: 2, grafana: true })).code).toBe(0);
    expect(await objects()).toEqual([...OF_MONITOR, ...OF_GRAFANA, ...OF_SHARD].sort());
    data = await claims();
    expect(data).toEqual(CLAIMS.map((name) => expect.stringMatching(`^${name} \\S+ Bound$`)));
  });

  it('waits for approval where a shard goes, since a StatefulSet is never deleted unasked', async () => {
    const { code, stdout } = await run('apply', { shards: 1, grafana: true });
    expect(code).toBe(0);
    const set = `StatefulSet/${namespace}/kept-monitor-shard-1`;
    expect(stdout).toContain('applied and healthy; 5 deletions wait for approval');
    expect(stdout).toContain(`approval needed: ${set} is never deleted unasked`);
    expect(await objects()).toEqual([...OF_MONITOR, ...OF_GRAFANA, ...OF_SHARD].sort());
    digest = /sha256:[0-9a-f]+/.exec(stdout)?.[0] ?? '';
  });

  it('goes with its approval: all of the shard but its data, of which it is told', async () => {
    const applied = await run('apply', { shards: 1, grafana: true }, '--approve', digest);
    expect(applied.code).toBe(0);
    expect(applied.stdout).toMatch(/5 deleted, 12 unchanged, 1 skipped in /);
    expect(await objects()).toEqual([...OF_MONITOR, ...OF_GRAFANA].sort());
    expect(await claims()).toEqual(data);
    const { code, stdout } = await run('diff', { shards: 1, grafana: true });
    expect(code).toBe(0);
    const claim = `PersistentVolumeClaim/${namespace}/tidbmonitor-kept-monitor-shard-1-0`;
    const told = `${claim}: not deleted: it holds 10Gi of data of a shard or replica that is no more`;
    expect(stdout).toContain(`${told}; once nobody needs it: tidewatch approve `);
  });

  it('goes unasked where it is Grafana, whose data is on the volume that stays', async () => {
    const { code, stdout } = await run('apply', { shards: 1, grafana: false });
    expect(code).toBe(0);
    expect(stdout).toMatch(/2 configured, 3 deleted, 7 unchanged, 1 skipped in /);
    expect(await objects()).toEqual([...OF_MONITOR].sort());
    expect(await claims()).toEqual(data);
    const path = 'jsonpath={.spec.containers[*].name}';
    const containers = await kubectl(['get', 'pod', 'kept-monitor-0', '-n', namespace, '-o', path]);
    expect(containers.split(' ')).not.toContain('grafana');
  });

  it('comes back with its data when the shard and Grafana do', async () => {
    expect((await run('apply', { shards: 2, grafana: true })).code).toBe(0);
    expect(await objects()).toEqual([...OF_MONITOR, ...OF_GRAFANA, ...OF_SHARD].sort());
    expect(await claims()).toEqual(data);
    const path = 'jsonpath={.spec.volumes[*].persistentVolumeClaim.claimName}';
    const pod = ['pod', 'kept-monitor-shard-1-0', '-n', namespace];
    expect(await kubectl(['get', ...pod, '-o', path])).toBe(CLAIMS[1]);
  });

  it('loses the data of the shard only by an approval of exactly that', async () => {
    const wanted = { shards: 1, grafana: true };
    const { stdout: asked } = await run('apply', wanted);
    await run('apply', wanted, '--approve', /sha256:[0-9a-f]+/.exec(asked)?.[0] ?? '');
    const { stdout } = await run('diff', wanted);
    const offered = /tidewatch approve \S+ (sha256:[0-9a-f]+)/.exec(stdout)?.[1] ?? '';
    const approved = await run('apply', wanted, '--approve', offered);
    expect(approved.code).toBe(0);
    expect(await claims()).toEqual(data.slice(0, 1));
  });
});
