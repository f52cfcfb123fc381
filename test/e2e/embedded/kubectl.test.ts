import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import type { EmbeddedCluster } from '../../../src/embedded/options.ts';
import { startEmbeddedCluster } from '../../../src/embedded/start-embedded-cluster.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../../src/kubernetes/connection-options.ts';
import { monitorYaml } from '../../support/monitoring-repository.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import { type Ending, type KubectlSession, openKubectlSession } from './kubectl-session.ts';

const definition = join(import.meta.dirname, '../../../base/crd/pingcap.com_tidbmonitors.yaml');

// The same commands, in the same order, to a real API server and to the embedded
// one: each test goes on where the one before it ended, and compares the two.
describe('kubectl cannot tell the embedded API from a real one', () => {
  const namespace = `kubectl-${randomBytes(4).toString('hex')}`;
  let folder: string;
  let embedded: EmbeddedCluster;
  let real: KubernetesConnection;
  let pods: PodReadiness;
  let sessions: readonly KubectlSession[];

  /** Runs a command on both; gives how it ended, which must be the same. */
  async function same(args: readonly string[], input?: string): Promise<Ending> {
    const [there, here] = await Promise.all(sessions.map((session) => session.run(args, input)));
    expect(here).toEqual(there);
    if (here === undefined) throw new Error('there is no session');
    return here;
  }

  const here = (...args: string[]): string[] => [...args, '-n', namespace];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidewatch-'));
    embedded = await startEmbeddedCluster({ clock: systemClock, tls: true });
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, embedded.kubeconfig, { mode: 0o600 });
    const binaries = inject('binaries');
    sessions = [
      openKubectlSession(binaries, inject('kubeconfig')),
      openKubectlSession(binaries, kubeconfig),
    ];
    real = connect({ clock: systemClock, environment: {}, kubeconfig: inject('kubeconfig') });
    // The real control plane has no nodes; the embedded API claims to have some.
    pods = startPodReadiness({ cluster: real.cluster, namespace });
  });
  afterAll(async () => {
    await pods?.stop();
    await real?.close();
    await embedded?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('create, apply --server-side and wait --for', async () => {
    const made = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${namespace}\n`;
    expect(await same(['create', '-f', '-'], made)).toMatchObject({ code: 0 });
    await same(['apply', '--server-side', '-f', definition]);
    const crd = 'crd/tidbmonitors.pingcap.com';
    // kubectl trips over a status that has no conditions yet.
    await same(['wait', '--for=jsonpath={.status.acceptedNames.kind}=TidbMonitor', crd]);
    expect(await same(['wait', '--for=condition=Established', crd])).toMatchObject({ code: 0 });
    const applied = here('apply', '--server-side', '-f', '-');
    expect(await same(applied, monitorYaml('basic'))).toEqual({
      code: 0,
      stdout: 'tidbmonitor.pingcap.com/basic serverside-applied\n',
      stderr: '',
    });
  });

  it('conflicts of apply --server-side', async () => {
    const another = here('apply', '--server-side', '--field-manager=another', '-f', '-');
    const conflict = await same(another, monitorYaml('basic', { logLevel: 'debug' }));
    expect(conflict.code).toBe(1);
    expect(conflict.stderr).toContain('conflict with "kubectl": .spec.prometheus.logLevel');
    const forced = await same([...another, '--force-conflicts'], monitorYaml('basic'));
    expect(forced.code).toBe(0);
  });

  it('get, get -o wide and get -A of a custom kind', async () => {
    const status = { status: { ready: '1/1', phase: 'Ready', prometheusVersion: 'v2.49.1' } };
    await same(
      here(
        'patch',
        'tm',
        'basic',
        '--subresource=status',
        '--type=merge',
        '-p',
        JSON.stringify(status),
      ),
    );
    expect((await same(here('get', 'tm'))).stdout).toMatch(/^NAME +READY .*\nbasic +1\/1 /);
    await same(here('get', 'tm', '-o', 'wide'));
    await same(here('get', 'tidbmonitor/basic', '-o', 'name'));
    await same(['get', 'tm', '-A', '--field-selector', `metadata.namespace=${namespace}`]);
    expect(await same(here('get', 'tm', 'missing'))).toMatchObject({ code: 1 });
  });

  it('client-side apply', async () => {
    const created = await same(here('apply', '-f', '-'), deployment('web', 1));
    expect(created).toMatchObject({ code: 0, stdout: 'deployment.apps/web created\n' });
    const unchanged = await same(here('apply', '-f', '-'), deployment('web', 1));
    expect(unchanged).toMatchObject({ code: 0, stdout: 'deployment.apps/web unchanged\n' });
    const configured = await same(here('apply', '-f', '-'), deployment('web', 2));
    expect(configured).toMatchObject({ code: 0, stdout: 'deployment.apps/web configured\n' });
    const wrong = deployment('web', 2).replace('replicas:', 'replica:');
    expect((await same(here('apply', '-f', '-'), wrong)).stderr).toContain('unknown field');
  });

  it('wait --for a condition, a value and a deletion', async () => {
    await same(here('wait', '--for=condition=Available', 'deployment/web', '--timeout=60s'));
    await same(
      here('wait', '--for=jsonpath={.status.readyReplicas}=2', 'deployment/web', '--timeout=60s'),
    );
    const listed = await same(here('get', 'deployment', 'web'));
    expect(listed.stdout).toMatch(/\nweb +2\/2 +2 +2 /);
  });

  it('diff', async () => {
    const none = await same(here('diff', '-f', '-'), deployment('web', 2));
    expect(none).toEqual({ code: 0, stdout: '', stderr: '' });
    const some = await same(here('diff', '-f', '-'), deployment('web', 3));
    expect(some.code).toBe(1);
    expect(some.stdout).toContain('-  replicas: 2\n+  replicas: 3\n');
    const byServer = await same(here('diff', '--server-side', '-f', '-'), monitorYaml('new'));
    expect(byServer.code).toBe(1);
  });

  it('patch, of every type, label, annotate and scale', async () => {
    const patch = (type: string, document: unknown) =>
      same(here('patch', 'deployment', 'web', `--type=${type}`, '-p', JSON.stringify(document)));
    const container = { name: 'main', env: [{ name: 'LEVEL', value: 'debug' }] };
    await patch('strategic', { spec: { template: { spec: { containers: [container] } } } });
    await patch('merge', { metadata: { labels: { tier: 'front' } } });
    await patch('json', [{ op: 'replace', path: '/spec/replicas', value: 1 }]);
    expect(await patch('merge', { metadata: { labels: { tier: 'front' } } })).toMatchObject({
      stdout: 'deployment.apps/web patched (no change)\n',
    });
    expect(await patch('json', [{ op: 'test', path: '/spec/replicas', value: 7 }])).toMatchObject({
      code: 1,
    });
    await same(here('label', 'deployment', 'web', 'tier=back', '--overwrite'));
    await same(here('annotate', 'deployment', 'web', 'example.com/note=hello'));
    await same(here('scale', 'deployment', 'web', '--replicas=2'));
    const path = '{.spec.replicas} {.metadata.labels} {.spec.template.spec.containers[0].env}';
    expect(await same(here('get', 'deployment', 'web', '-o', `jsonpath=${path}`))).toMatchObject({
      stdout: '2 {"tier":"back"} [{"name":"LEVEL","value":"debug"}]',
    });
  });

  it('get -A of several kinds by label', async () => {
    const marked = configMap('one').replace(
      '  name:',
      `  labels: {session: ${namespace}}\n  name:`,
    );
    await same(here('create', '-f', '-'), marked);
    await same(here('label', 'deployment', 'web', `session=${namespace}`));
    const all = await same(['get', 'configmaps,deployments', '-A', '-l', `session=${namespace}`]);
    expect(all.stdout).toContain('configmap/one');
    expect(all.stdout).toContain('deployment.apps/web');
  });

  it('api-resources: what there is, is as on a real one', async () => {
    // Columns are as wide as the widest row of each.
    const [there = [], here = []] = await Promise.all(
      sessions.map(async (session) => {
        const { stdout } = await session.run(['api-resources', '-o', 'wide']);
        return stdout.split('\n').map((line) => line.split(/ +/).join(' '));
      }),
    );
    expect(here.filter((line) => !there.includes(line))).toEqual([]);
    expect(here).toEqual(
      expect.arrayContaining([
        expect.stringContaining('NAME SHORTNAMES APIVERSION NAMESPACED KIND VERBS CATEGORIES'),
        expect.stringContaining('configmaps cm v1 true ConfigMap '),
        expect.stringContaining('statefulsets sts apps/v1 true StatefulSet '),
        expect.stringContaining('tidbmonitors tm pingcap.com/v1alpha1 true TidbMonitor '),
      ]),
    );
  });

  it('create of what the command line tells, which kubectl sends in protocol buffers', async () => {
    const made = 'made';
    await same(here('create', 'configmap', made, '--from-literal=a=1'));
    await same(here('create', 'secret', 'generic', made, '--from-literal=a=1'));
    await same(here('create', 'service', 'clusterip', made, '--tcp=80:http', '--clusterip=None'));
    await same(here('create', 'job', made, '--image=registry.example.com/job:1'));
    const paths = Object.entries({
      configmap: '{.data}',
      secret: '{.type}{.data}',
      service: '{.spec}',
      job: '{.spec.template.spec}',
    });
    for (const [kind, path] of paths) {
      const args = here('get', kind, made, '-o', `jsonpath=${path}`);
      expect(await same(args)).toMatchObject({ code: 0, stderr: '' });
    }
    expect(await same(here('create', 'configmap', made))).toMatchObject({
      code: 1,
      stderr: 'error: failed to create configmap: configmaps "made" already exists\n',
    });
    await same(here('delete', 'configmap,secret,service,job', made));
  });

  it('get -w', async () => {
    const seen = await Promise.all(
      sessions.map(async (session) => {
        const args = here('get', 'configmap', 'watched', '-w', '--output-watch-events');
        await session.run(here('create', '-f', '-'), configMap('watched'));
        const watch = session.watch(args);
        await watch.next(2);
        const data = JSON.stringify({ data: { more: 'text' } });
        await session.run(here('patch', 'configmap', 'watched', '--type=merge', '-p', data));
        await watch.next(3);
        await session.run(here('delete', 'configmap', 'watched'));
        const lines = await watch.next(4);
        await watch.stop();
        return lines;
      }),
    );
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[1]?.map((line) => line.split(/ +/)[0])).toEqual([
      'EVENT',
      'ADDED',
      'MODIFIED',
      'DELETED',
    ]);
  });

  it('delete', async () => {
    expect(await same(here('delete', 'tm', 'basic'))).toMatchObject({ code: 0 });
    expect(await same(here('delete', 'tm', 'basic'))).toMatchObject({ code: 1 });
    await same(here('delete', 'deployment', 'web', '--cascade=foreground'));
    await same(here('delete', 'configmaps', '-l', `session=${namespace}`));
    await same(['delete', 'namespace', namespace]);
    expect((await same(['get', 'namespace', namespace])).stderr).toBe(
      `Error from server (NotFound): namespaces "${namespace}" not found\n`,
    );
  });
});

function deployment(name: string, replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
      - name: main
        image: registry.example.com/${name}:1
`;
}

function configMap(name: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  value: text
`;
}
