import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { formatProblem } from '../../../src/model/errors.ts';
import { type Manifest, valueAt } from '../../../src/model/manifest.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import { ConflictError, NotFoundError } from '../../../src/model/ports/cluster-errors.ts';
import { planHasChanges } from '../../../src/plan/plan.ts';
import type { Attempt } from '../../migrations/stage.ts';
import type { Kubectl } from '../../support/kubectl.ts';
import { volumeForClaim } from '../../support/persistent-volumes.ts';

/** Nothing provisions volumes on a test cluster, and a resizer of ours lets them grow. */
export const storageClass: Manifest = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard' },
  provisioner: 'kubernetes.io/no-provisioner',
  allowVolumeExpansion: true,
};

/** The last attempt, which found nothing left to do; else what each of them came to. */
export async function untilDone(attempt: () => Promise<Attempt>): Promise<Attempt | string> {
  const outcomes: string[] = [];
  for (let tries = 0; tries < 8; tries++) {
    const done = await attempt();
    const { outcome, problems } = done.result;
    if (outcome === 'done' && !planHasChanges(done.plan)) return done;
    outcomes.push([outcome, ...problems.map(formatProblem)].join(' '));
    await systemClock.sleep(200);
  }
  return outcomes.join('; ');
}

/** An object of the fixtures, in another namespace. */
export function movedTo(namespace: string) {
  return (object: Manifest): Manifest =>
    JSON.parse(JSON.stringify(object).replaceAll(/\bns1\b/g, namespace)) as Manifest;
}

/** Makes the volume of a claim on this machine, with a file on it that names the claim. */
export async function makeVolume(
  kubectl: Kubectl,
  folder: string,
  claim: { readonly namespace: string; readonly name: string },
): Promise<void> {
  const path = join(folder, claim.name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'marker'), claim.name);
  const name = `${claim.namespace}-${claim.name}`;
  const volume = volumeForClaim({ name, claim, capacity: '10Gi', storageClassName: 'standard' });
  const spec = { ...(volume.spec as object), hostPath: { path } };
  await kubectl(['create', '-f', '-'], JSON.stringify({ ...volume, spec }));
}

/** What the file on the volume of a claim says. */
export function markerOf(folder: string, claim: string): Promise<string> {
  return readFile(join(folder, claim, 'marker'), 'utf8').catch(() => 'lost');
}

/** Stands in for a storage driver: gives claims and their volumes what they ask for, until it is stopped. */
export function startResizer(cluster: Cluster, namespace: string): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const done = (async () => {
    while (!stopping.signal.aborted) {
      await resizeAll(cluster, namespace);
      await systemClock.sleep(200, stopping.signal).catch(() => undefined);
    }
  })();
  // The failure is reported by `stop`.
  done.catch(() => {});
  return {
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}

async function resizeAll(cluster: Cluster, namespace: string): Promise<void> {
  const kind = 'PersistentVolumeClaim';
  const { items } = await cluster.list({ apiVersion: 'v1', kind, namespace });
  for (const claim of items) {
    const storage = valueAt(claim, ['spec', 'resources', 'requests', 'storage']);
    const has = valueAt(claim, ['status', 'capacity', 'storage']);
    if (typeof storage !== 'string' || has === undefined || has === storage) continue;
    const volume = String(valueAt(claim, ['spec', 'volumeName']));
    const capacity = { storage };
    const write = { fieldManager: 'resizer' };
    try {
      await cluster.patch(
        { apiVersion: 'v1', kind: 'PersistentVolume', namespace: '', name: volume },
        { type: 'merge', document: { spec: { capacity } } },
        write,
      );
      await cluster.patch(
        { apiVersion: 'v1', kind, namespace, name: claim.metadata.name },
        { type: 'merge', document: { status: { capacity } } },
        { ...write, subresource: 'status' },
      );
    } catch (thrown) {
      // Somebody else writes it, or it is gone: the next round looks again.
      if (!(thrown instanceof NotFoundError || thrown instanceof ConflictError)) throw thrown;
    }
  }
}
