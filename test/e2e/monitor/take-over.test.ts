import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { composeReconcile } from '../../../src/agent/compose-reconcile.ts';
import { reconcile } from '../../../src/agent/reconcile.ts';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { valueAt } from '../../../src/model/manifest.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import { readManifests } from '../../../src/model/yaml/read-manifests.ts';
import type { TargetReport } from '../../../src/report/target-report.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import { silentLog } from '../../support/recording-log.ts';
import { aTarget } from '../../support/targets.ts';
import { defineTidbKinds } from '../../support/tidb-definitions.ts';

const root = join(import.meta.dirname, '../../..');
const expected = join(root, 'test/testdata/tidbmonitor/expected');
const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));
const asOperator = '--field-manager=tidb-controller-manager';

/** Examples of each shape, with the names of their namespaces. */
const cases = [
  { shape: 'plain', name: 'basic_tidb-monitor', namespaces: ['demo'] },
  { shape: 'sharded', name: 'monitor-shards_tidb-monitor', namespaces: ['demo'] },
  { shape: 'with TLS', name: 'basic-tls_tidb-monitor', namespaces: ['demo'] },
  {
    shape: 'cluster-scoped',
    name: 'monitor-multiple-cluster-tls_tidb-monitor',
    namespaces: ['demo', 'ns1', 'ns2'],
  },
  { shape: 'with Thanos', name: 'monitor-with-thanos_tidb-monitor', namespaces: ['demo'] },
  {
    shape: 'persistent, without a reloader',
    name: 'advanced_tidb-monitor',
    namespaces: ['default'],
  },
];

describe('taking over from tidb-operator on a real control plane', () => {
  const connection = connect({ clock: systemClock, kubeconfig: inject('kubeconfig') });
  const { cluster, discovery } = connection;
  beforeAll(() => defineTidbKinds(kubectl, root));
  afterAll(() => connection.close());

  describe.each(cases)('a monitor that is $shape', ({ name, namespaces }) => {
    let namespace: string;
    let readiness: PodReadiness;
    let before: Workloads;
    let report: TargetReport;
    let files: Record<string, string>;
    const context = () =>
      composeReconcile({ cluster, discovery, clock: systemClock, log: silentLog(), namespace });

    async function attempt(): Promise<TargetReport> {
      return reconcile(
        {
          target: aTarget(`takeover-${namespace}`, { path: 'overlay', timeout: 60_000 }),
          tree: memoryTree(files),
          repository: 'tests',
          revision: 'main@sha1:1',
          goneTargets: new Set(),
        },
        context().contextOf(`takeover-${namespace}`),
      );
    }

    beforeAll(async () => {
      const created = new Map<string, string>();
      for (const one of namespaces) created.set(one, await createNamespace(kubectl, 'takeover'));
      namespace = created.get(namespaces[0] ?? '') ?? '';
      const text = (file: string) =>
        movedTo(readFileSync(join(expected, name, file), 'utf8'), created);
      const monitorText = text('tidbmonitor.yaml');
      await createCluster(
        `${text('clusters.yaml')}\n---\n${textOrNothing(() => text('secrets-configmaps.yaml'))}`,
      );
      const uid = await createMonitor(monitorText);
      await createAsOperator(text('expected.yaml'), namespace, uid);
      readiness = startPodReadiness({ cluster, namespace });
      before = await untilReady(namespace);
      files = {
        'overlay/kustomization.yaml': 'resources: [monitor.yaml]\n',
        'overlay/monitor.yaml': monitorText,
      };
      report = await attempt();
    });
    afterAll(() => readiness?.stop());

    it('leaves every pod and every revision as it was', async () => {
      expect(report).toMatchObject({ phase: 'Ready', problems: [] });
      expect(await workloadsIn(namespace)).toEqual(before);
      const revisions = await kubectl([
        'get',
        'controllerrevisions',
        '-n',
        namespace,
        '-o',
        'name',
      ]);
      expect(revisions.trim().split('\n')).toHaveLength(Object.keys(before.revisions).length);
    });

    it('owns everything alone, and holds the TidbMonitor back by nothing', async () => {
      const kinds = 'tidbmonitors,statefulsets,configmaps,secrets,services,serviceaccounts';
      const objects = (await listed(`${kinds},roles,rolebindings`, namespace)).filter(
        ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'monitor',
      );
      expect(objects.length).toBeGreaterThan(8);
      for (const { metadata } of objects) {
        const managers = JSON.stringify(metadata.managedFields);
        expect(managers).toContain('"manager":"tidewatch"');
        expect(managers).not.toContain('tidb-controller-manager');
        expect(metadata.ownerReferences).toHaveLength(1);
      }
      const [monitor] = await listed('tidbmonitors', namespace);
      expect(monitor?.metadata.finalizers).toBeUndefined();
      expect(conditionIn(monitor, 'PodsRenewed')).toMatchObject({
        status: 'False',
        reason: 'KeptFromOperator',
      });
    });

    it('says in its report what it kept', () => {
      const said = report.warnings.filter(({ code }) => code === 'PODS_KEPT');
      expect(said.map(({ what }) => what)).toEqual([
        'spec is what the pods of tidb-operator run: they are kept, and nothing restarts',
      ]);
    });

    it('finds nothing to do afterwards', async () => {
      const again = await attempt();
      expect(again.changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
      expect(await workloadsIn(namespace)).toEqual(before);
    });

    it('restarts the pods once when another image is asked for, and then stays', async () => {
      files = {
        ...files,
        'overlay/monitor.yaml': (files['overlay/monitor.yaml'] ?? '').replace(
          /(baseImage: prom\/prometheus\n\s+version: )\S+/,
          '$1v2.48.1',
        ),
      };
      const changed = await attempt();
      expect(changed).toMatchObject({ phase: 'Ready', problems: [] });
      const after = await workloadsIn(namespace);
      for (const [workload, revision] of Object.entries(after.revisions)) {
        expect(revision).not.toBe(before.revisions[workload]);
      }
      const labels = (await listed('statefulsets', namespace)).map(
        ({ metadata }) => metadata.labels,
      );
      expect(JSON.stringify(labels)).not.toContain('tidewatch.dev/pod-template');
      await attempt();
      expect(await workloadsIn(namespace)).toEqual(after);
      const [monitor] = await listed('tidbmonitors', namespace);
      expect(conditionIn(monitor, 'PodsRenewed')).toMatchObject({ status: 'True' });
    });
  });
});

/** What must not change: the revision of each StatefulSet, and its pods. */
interface Workloads {
  readonly revisions: Readonly<Record<string, string>>;
  readonly pods: Readonly<Record<string, string>>;
}

async function workloadsIn(namespace: string): Promise<Workloads> {
  const workloads = await listed('statefulsets', namespace);
  const pods = await listed('pods', namespace);
  return {
    revisions: Object.fromEntries(
      workloads.map((one) => [
        one.metadata.name,
        String(valueAt(one, ['status', 'updateRevision'])),
      ]),
    ),
    pods: Object.fromEntries(pods.map(({ metadata }) => [metadata.name, metadata.uid ?? ''])),
  };
}

async function untilReady(namespace: string): Promise<Workloads> {
  const names = await kubectl(['get', 'statefulsets', '-n', namespace, '-o', 'name']);
  for (const name of names.trim().split('\n')) {
    await kubectl(['rollout', 'status', name, '-n', namespace, '--timeout=60s']);
  }
  return workloadsIn(namespace);
}

async function listed(kinds: string, namespace: string): Promise<readonly Manifest[]> {
  const options = ['-n', namespace, '-o', 'json', '--show-managed-fields'];
  return JSON.parse(await kubectl(['get', kinds, ...options])).items;
}

function conditionIn(monitor: Manifest | undefined, type: string): unknown {
  const conditions = valueAt(monitor, ['status', 'conditions']);
  return Array.isArray(conditions)
    ? conditions.find((one) => valueAt(one, ['type']) === type)
    : undefined;
}

/** The examples' namespaces under other names, wherever they are named. */
function movedTo(text: string, namespaces: ReadonlyMap<string, string>): string {
  return [...namespaces].reduce(
    (moved, [from, to]) =>
      moved.replaceAll(new RegExp(`(?<![A-Za-z0-9])${from}(?![A-Za-z0-9])`, 'g'), to),
    text,
  );
}

function textOrNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

async function createCluster(text: string): Promise<void> {
  await kubectl(['create', '--save-config=false', '-f', '-'], text);
}

/** As a user makes one, and tidb-operator protects it. */
async function createMonitor(text: string): Promise<string> {
  const [rendered] = readManifests(text, 'tidbmonitor.yaml').manifests;
  if (rendered === undefined) throw new Error('no TidbMonitor');
  const { name, namespace = '' } = rendered.manifest.metadata;
  await kubectl(['apply', '-f', '-'], text);
  const patch = { metadata: { finalizers: ['tidb.pingcap.com/monitor-protection'] } };
  const options = ['-n', namespace, asOperator, '--type=merge', '-p', JSON.stringify(patch)];
  await kubectl(['patch', 'tidbmonitor', name, ...options]);
  return kubectl(['get', 'tidbmonitor', name, '-n', namespace, '-o', 'jsonpath={.metadata.uid}']);
}

async function createAsOperator(text: string, namespace: string, uid: string): Promise<void> {
  const items = readManifests(text, 'expected.yaml').manifests.map(({ manifest }) =>
    asWritten(manifest, uid),
  );
  // Objects of the whole cluster would collide with those of other tests, but for their names.
  const list = { apiVersion: 'v1', kind: 'List', items };
  await kubectl(['create', asOperator, '-f', '-'], JSON.stringify(list));
  expect(items.some(({ metadata }) => metadata.namespace === namespace)).toBe(true);
}

function asWritten(manifest: Manifest, uid: string): Manifest {
  const { metadata, ...rest } = manifest;
  const { namespace, ...others } = metadata;
  const isOfCluster = manifest.kind.startsWith('ClusterRole');
  const annotations =
    manifest.kind === 'StatefulSet'
      ? { annotations: { 'pingcap.com/last-applied-configuration': JSON.stringify(rest.spec) } }
      : {};
  return {
    ...rest,
    metadata: {
      ...others,
      ...annotations,
      ...(isOfCluster || namespace === undefined ? {} : { namespace }),
      ownerReferences: (metadata.ownerReferences ?? []).map((owner) => ({ ...owner, uid })),
    },
  } as Manifest;
}
