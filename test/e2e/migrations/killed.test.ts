import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../../src/kubernetes/connection-options.ts';
import { concurrently } from '../../../src/model/concurrently.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { type Manifest, valueAt } from '../../../src/model/manifest.ts';
import { monitorObjects } from '../../migrations/desired-objects.ts';
import { type Fault, faulty, killings } from '../../migrations/faults.ts';
import { oldObjects } from '../../migrations/old-objects.ts';
import { attemptOnce } from '../../migrations/stage.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { startPodReadiness } from '../../support/pod-readiness.ts';
import { storageClass, untilDone } from './real-place.ts';

/** Kill points: every sixth call of a migration of some 120, in each of three ways. */
const killPoints = Array.from({ length: 21 }, (_, index) => 1 + index * 6).flatMap((at) =>
  killings.map((fault) => ({ at, fault })),
);
/** Migrations at once. */
const concurrency = 6;

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

/** The controller manager deletes the files of host paths below /tmp with their volumes. */
const volumes = `/tmp/tidewatch-volumes-${randomBytes(4).toString('hex')}`;

describe('the volume of an old monitor, on a real control plane', () => {
  let connection: KubernetesConnection;
  beforeAll(async () => {
    connection = connect({ clock: systemClock, kubeconfig: inject('kubeconfig') });
    await kubectl(['apply', '-f', '-'], JSON.stringify(storageClass));
  });
  afterAll(async () => {
    await connection?.close();
    await rm(volumes, { recursive: true, force: true });
  });

  it(`is the new one's, with what was on it, wherever the agent is killed (${killPoints.length} points)`, async () => {
    const outcomes = await concurrently(killPoints, concurrency, async ({ at, fault }) => {
      const wrong = await migrate(connection, at, fault);
      return wrong.map((what) => `call ${at} ${fault}: ${what}`);
    });
    expect(outcomes.flat()).toEqual([]);
  }, 900_000);
});

/** Runs one migration through one fault; gives everything that is not as it should be. */
async function migrate(
  { cluster, discovery }: KubernetesConnection,
  at: number,
  fault: Fault,
): Promise<readonly string[]> {
  const namespace = await createNamespace(kubectl, 'migrate');
  const path = join(volumes, namespace);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'marker'), namespace);
  const pods = startPodReadiness({ cluster, namespace });
  try {
    for (const object of (await oldObjects('persistent-retain')).map(placed(namespace, path))) {
      await cluster.apply(object, { fieldManager: 'tidb-controller-manager' });
    }
    await kubectl([
      ...['wait', 'deployment/m-monitor', '-n', namespace],
      ...['--for=condition=Available', '--timeout=60s'],
    ]);
    await kubectl([
      ...['wait', 'pvc/m-monitor', '-n', namespace],
      ...['--for=jsonpath={.status.phase}=Bound', '--timeout=60s'],
    ]);
    const before = await cluster.get(volumeOf(namespace));
    const desired = (await monitorObjects('persistent-retain')).map(placed(namespace, path));
    const place = { target: namespace, namespace, agentNamespace: namespace };
    const broken = faulty(cluster, at, fault);
    const options = { discovery, clock: systemClock, place };
    await attemptOnce(desired, {
      ...options,
      cluster: broken.cluster,
      signal: broken.signal,
      by: 'killed',
    }).catch(() => undefined);
    const last = await untilDone(() => attemptOnce(desired, { ...options, cluster, by: 'next' }));
    if (typeof last === 'string') return [`it never converges: ${last}`];
    const after = await cluster.get(volumeOf(namespace));
    const reference = { apiVersion: 'v1', namespace } as const;
    const claim = await cluster.get({
      ...reference,
      kind: 'PersistentVolumeClaim',
      name: 'tidbmonitor-m-monitor-0',
    });
    const pod = await cluster.get({ ...reference, kind: 'Pod', name: 'm-monitor-0' });
    const deployment = await cluster.get({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace,
      name: 'm-monitor',
    });
    const marker = await readFile(
      join(String(valueAt(after, ['spec', 'hostPath', 'path'])), 'marker'),
      'utf8',
    ).catch(() => 'lost');
    const wrong: string[] = [];
    const check = (holds: boolean, what: string) => holds || wrong.push(what);
    check(after?.metadata.uid === before?.metadata.uid, 'the volume is another one');
    check(
      valueAt(claim, ['spec', 'volumeName']) === after?.metadata.name,
      'the claim is elsewhere',
    );
    check(valueAt(claim, ['status', 'phase']) === 'Bound', 'the claim is not bound');
    check(valueAt(after, ['status', 'phase']) === 'Bound', 'the volume is not bound');
    check(
      valueAt(after, ['spec', 'persistentVolumeReclaimPolicy']) === 'Delete',
      'the reclaim policy is not restored',
    );
    check(JSON.stringify(pod?.spec ?? '').includes('tidbmonitor-m-monitor-0'), 'no pod mounts it');
    check(marker === namespace, `the file in the volume is ${marker}`);
    check(deployment === undefined, 'the Deployment is still there');
    return wrong;
  } finally {
    await pods.stop();
  }
}

function volumeOf(namespace: string) {
  return { apiVersion: 'v1', kind: 'PersistentVolume', namespace: '', name: `pvc-${namespace}` };
}

/** An object of the fixture in a namespace of its own, with a volume on this machine. */
function placed(namespace: string, path: string) {
  return (object: Manifest): Manifest => {
    const text = JSON.stringify(object)
      .replaceAll('"ns1"', JSON.stringify(namespace))
      .replaceAll('pvc-1111', `pvc-${namespace}`);
    const moved = JSON.parse(text) as Manifest;
    const spec = moved.spec as JsonObject;
    if (moved.kind === 'PersistentVolumeClaim') {
      return { ...moved, spec: { ...spec, storageClassName: 'standard' } };
    }
    if (moved.kind !== 'PersistentVolume') return moved;
    return {
      ...moved,
      spec: { ...spec, persistentVolumeReclaimPolicy: 'Delete', hostPath: { path } },
    };
  };
}
