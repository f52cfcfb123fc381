import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../../src/kubernetes/connection-options.ts';
import { concurrently } from '../../../src/model/concurrently.ts';
import { type Manifest, valueAt } from '../../../src/model/manifest.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import { monitorObjects } from '../../migrations/desired-objects.ts';
import { type Fault, faulty, killings } from '../../migrations/faults.ts';
import { operatorFinalizer, wholeMonitor } from '../../migrations/operated-stage.ts';
import { type AttemptOptions, attemptOnce } from '../../migrations/stage.ts';
import { root } from '../../project/manifest-goldens.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { startPodReadiness } from '../../support/pod-readiness.ts';
import { defineTidbKinds } from '../../support/tidb-definitions.ts';
import {
  makeVolume,
  markerOf,
  movedTo,
  startResizer,
  storageClass,
  untilDone,
} from './real-place.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

/** The controller manager deletes the files of host paths below /tmp with their volumes. */
const volumes = `/tmp/tidewatch-volumes-${randomBytes(4).toString('hex')}`;
/** Migrations at once. */
const concurrency = 6;

const all = ['0', '1', 'shard-1-0', 'shard-1-1'].map((end) => `tidbmonitor-m-monitor-${end}`);
const first = all.slice(0, 1);

/** A way from one state of a real cluster to another. */
interface Migration {
  readonly name: string;
  /** Calls of one process that nothing disturbs. */
  readonly calls: number;
  readonly claims: readonly string[];
  /** Claims that go in the end, because that is approved. */
  readonly approved?: readonly string[];
  /** Whether the first pod may be another one in the end. Default no. */
  readonly restarts?: boolean;
  /** What an agent has applied before, one after the other. */
  readonly before: readonly (() => Promise<readonly Manifest[]>)[];
  readonly desired: () => Promise<readonly Manifest[]>;
  /** What is wrong in the end, beside what must hold of all. */
  readonly wrong: (end: End) => readonly string[];
}

interface End {
  readonly set: Manifest | undefined;
  /** `Kind/name`, of all objects that grant something. */
  readonly access: readonly string[];
  readonly claims: readonly Manifest[];
  readonly intent: Manifest | undefined;
}

const persistent = (spec = {}) =>
  monitorObjects('persistent-retain', { storageClassName: 'standard', ...spec });

const migrations: readonly Migration[] = [
  {
    name: 'more storage',
    calls: 34,
    claims: first,
    before: [() => persistent()],
    desired: () => persistent({ storage: '20Gi' }),
    wrong: ({ claims, set }) =>
      [claims[0], (set?.spec as { volumeClaimTemplates?: Manifest[] })?.volumeClaimTemplates?.[0]]
        .map((one) => valueAt(one, ['spec', 'resources', 'requests', 'storage']))
        .filter((storage) => storage !== '20Gi')
        .map((storage) => `the storage is ${String(storage)}`),
  },
  {
    name: 'another serviceName',
    calls: 27,
    claims: first,
    before: [async () => (await persistent()).map(withServiceName('other'))],
    desired: () => persistent(),
    wrong: ({ set }) => (valueAt(set, ['spec', 'serviceName']) === 'other' ? ['still other'] : []),
  },
  {
    name: 'a take-over from tidb-operator',
    calls: 60,
    claims: first,
    before: [],
    desired: () => wholeMonitor('persistent-retain'),
    wrong: ({ intent, set }) => [
      ...(intent?.metadata.finalizers ?? []).map((one) => `the finalizer ${one} is left`),
      ...(JSON.stringify(set?.metadata.managedFields).includes('tidb-controller-manager')
        ? ['the operator still owns fields']
        : []),
    ],
  },
  {
    name: 'fewer shards and replicas',
    calls: 23,
    // Another number of shards is another configuration of each.
    restarts: true,
    claims: all,
    before: [() => persistent({ shards: 2, replicas: 2 })],
    desired: () => persistent(),
    wrong: ({ claims }) => (claims.length === all.length ? [] : ['a claim is gone']),
  },
  {
    name: 'data of shards that are gone, once that is approved',
    calls: 28,
    claims: all,
    approved: all.slice(1),
    before: [() => persistent({ shards: 2, replicas: 2 }), () => persistent()],
    desired: () => persistent(),
    wrong: () => [],
  },
  {
    name: 'clusterScoped',
    calls: 21,
    claims: first,
    before: [() => persistent()],
    desired: () => persistent({ clusterScoped: true }),
    wrong: ({ access }) =>
      access.join() === 'ClusterRole,ClusterRoleBinding' ? [] : [`access: ${access.join()}`],
  },
];

const runsEach = 6;
const runs = migrations.flatMap((migration) =>
  Array.from({ length: runsEach }, (_, index) => ({
    migration,
    at: Math.round(((index + 0.5) * migration.calls) / runsEach),
    fault: killings[index % killings.length] ?? 'killed-after',
  })),
);

describe('a monitor on a real control plane', () => {
  let connection: KubernetesConnection;
  beforeAll(async () => {
    connection = connect({ clock: systemClock, kubeconfig: inject('kubeconfig') });
    await kubectl(['apply', '-f', '-'], JSON.stringify(storageClass));
    await defineTidbKinds(kubectl, root);
  });
  afterAll(async () => {
    await connection?.close();
    await rm(volumes, { recursive: true, force: true });
  });

  it(`comes through every other migration with its data and its pod, wherever the agent is killed (${runs.length} points)`, async () => {
    const outcomes = await concurrently(runs, concurrency, async ({ migration, at, fault }) => {
      const wrong = await migrate(connection, migration, at, fault);
      return wrong.map((what) => `${migration.name}, call ${at} ${fault}: ${what}`);
    });
    expect(outcomes.flat()).toEqual([]);
  }, 600_000);
});

/** Runs one migration through one fault; gives everything that is not as it should be. */
async function migrate(
  { cluster, discovery }: KubernetesConnection,
  migration: Migration,
  at: number,
  fault: Fault,
): Promise<readonly string[]> {
  const namespace = await createNamespace(kubectl, 'migrate');
  const folder = join(volumes, namespace);
  for (const name of migration.claims) await makeVolume(kubectl, folder, { namespace, name });
  const pods = startPodReadiness({ cluster, namespace });
  const resizer = startResizer(cluster, namespace);
  const place = { target: namespace, namespace, agentNamespace: namespace };
  const usual: AttemptOptions = { cluster, discovery, clock: systemClock, place, by: 'before' };
  const moved = async (objects: () => Promise<readonly Manifest[]>) =>
    (await objects()).map(movedTo(namespace));
  try {
    if (migration.before.length === 0) await operate(cluster, await moved(migration.desired));
    for (const objects of migration.before) {
      const desired = await moved(objects);
      const done = await untilDone(() => attemptOnce(desired, usual));
      if (typeof done === 'string') return [`it never begins: ${done}`];
    }
    for (const state of ['create', 'condition=Ready']) {
      await kubectl([
        ...['wait', 'pod/m-monitor-0', '-n', namespace],
        ...[`--for=${state}`, '--timeout=60s'],
      ]);
    }
    const before = await look(cluster, namespace);
    const desired = await moved(migration.desired);
    const { approved = [] } = migration;
    const approving = { ...usual, approvesData: approved.length > 0 };
    const killed = faulty(cluster, at, fault);
    await attemptOnce(desired, {
      ...approving,
      cluster: killed.cluster,
      signal: killed.signal,
      by: 'killed',
    }).catch(() => undefined);
    const last = await untilDone(() => attemptOnce(desired, { ...approving, by: 'next' }));
    if (typeof last === 'string') return [`it never converges: ${last}`];
    await untilGone(namespace, approved);
    return [
      ...(await lostIn(before, cluster, namespace, migration)),
      ...(await markersLost(folder, migration)),
      ...migration.wrong(await endOf(cluster, namespace)),
    ];
  } finally {
    await resizer.stop();
    await pods.stop();
  }
}

/** What is deleted stays until the controllers of the cluster let go of it; what is not, is found by whoever looks then. */
async function untilGone(namespace: string, claims: readonly string[]): Promise<void> {
  const objects = claims.flatMap((claim) => [`pvc/${claim}`, `pv/${namespace}-${claim}`]);
  for (const object of objects) {
    const wait = ['wait', object, '-n', namespace, '--for=delete', '--timeout=20s'];
    await kubectl(wait).catch(() => undefined);
  }
}

/** As tidb-operator makes a monitor: its objects by updates, its intent held by a finalizer. */
async function operate(cluster: Cluster, objects: readonly Manifest[]): Promise<void> {
  const [intent, ...children] = [
    ...objects.filter(({ kind }) => kind === 'TidbMonitor'),
    ...objects.filter(({ kind }) => kind !== 'TidbMonitor'),
  ];
  if (intent === undefined) throw new Error('there is no TidbMonitor');
  const create = async (object: Manifest) =>
    kubectl(
      ['create', '--field-manager=tidb-controller-manager', '-f', '-'],
      JSON.stringify(object),
    );
  const metadata = { ...intent.metadata, finalizers: [operatorFinalizer] };
  await create({ ...intent, metadata });
  const live = await cluster.get(referenceOf(intent));
  const uid = live?.metadata.uid ?? '';
  for (const child of children) {
    const owners = child.metadata.ownerReferences?.map((owner) => ({ ...owner, uid }));
    const owned = owners === undefined ? {} : { ownerReferences: owners };
    await create({ ...child, metadata: { ...child.metadata, ...owned } });
  }
}

function referenceOf({ apiVersion, kind, metadata }: Manifest) {
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** Uids of the first pod, of claims and of volumes, by `Kind/name`. */
async function look(cluster: Cluster, namespace: string): Promise<ReadonlyMap<string, string>> {
  const claims = await cluster.list({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace });
  const names = claims.items.map((claim) => String(valueAt(claim, ['spec', 'volumeName'])));
  const found = await Promise.all([
    cluster.get({ apiVersion: 'v1', kind: 'Pod', namespace, name: 'm-monitor-0' }),
    ...names.map((name) =>
      cluster.get({ apiVersion: 'v1', kind: 'PersistentVolume', namespace: '', name }),
    ),
  ]);
  const objects = [...claims.items, ...found].filter((one) => one !== undefined);
  return new Map(
    objects.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.uid ?? '']),
  );
}

/** What was there and is not any more, but for what was approved to go; and what was approved and stays. */
async function lostIn(
  before: ReadonlyMap<string, string>,
  cluster: Cluster,
  namespace: string,
  { approved = [], restarts = false }: Migration,
): Promise<readonly string[]> {
  const after = await look(cluster, namespace);
  return [...before].flatMap(([name, uid]) => {
    if (restarts && name.startsWith('Pod/')) return [];
    const mayGo = approved.some((claim) => name.endsWith(claim));
    const stays = after.get(name) === uid;
    if (stays === !mayGo) return [];
    return [mayGo ? `${name} is still there` : `${name} is another one, or gone`];
  });
}

async function markersLost(
  folder: string,
  { claims, approved = [] }: Migration,
): Promise<readonly string[]> {
  const kept = claims.filter((claim) => !approved.includes(claim));
  const markers = await Promise.all(kept.map((claim) => markerOf(folder, claim)));
  return kept.filter((claim, index) => markers[index] !== claim).map((one) => `${one} is empty`);
}

async function endOf(cluster: Cluster, namespace: string): Promise<End> {
  const group = 'rbac.authorization.k8s.io/v1';
  const name = 'm-monitor';
  const ofCluster = { apiVersion: group, namespace: '', name: `${namespace}-${name}` };
  const ofNamespace = { apiVersion: group, namespace, name };
  const access = await Promise.all([
    cluster.get({ ...ofCluster, kind: 'ClusterRole' }),
    cluster.get({ ...ofCluster, kind: 'ClusterRoleBinding' }),
    cluster.get({ ...ofNamespace, kind: 'Role' }),
    cluster.get({ ...ofNamespace, kind: 'RoleBinding' }),
  ]);
  const claims = await cluster.list({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace });
  const intents = await cluster.list({
    apiVersion: 'pingcap.com/v1alpha1',
    kind: 'TidbMonitor',
    namespace,
  });
  return {
    set: await cluster.get({ apiVersion: 'apps/v1', kind: 'StatefulSet', namespace, name }),
    access: access.flatMap((one) => (one === undefined ? [] : [one.kind])),
    claims: claims.items,
    intent: intents.items[0],
  };
}

function withServiceName(serviceName: string) {
  return (object: Manifest): Manifest =>
    object.kind === 'StatefulSet'
      ? { ...object, spec: { ...(object.spec as object), serviceName } }
      : object;
}
