import { type Manifest, valueAt } from '../../model/manifest.ts';
import type { ClaimName, StepObject, StepVolume } from '../../plan/migrations/step-action.ts';
import { find, findSame, textAt } from './guarded.ts';
import type { StepContext } from './step-kind.ts';

export function volumeObject({ name, uid }: StepVolume): StepObject {
  return { apiVersion: 'v1', kind: 'PersistentVolume', namespace: '', name, uid };
}

export function claimReference({ namespace, name }: ClaimName) {
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name };
}

export function findVolume(volume: StepVolume, on: StepContext): Promise<Manifest | undefined> {
  return findSame(volumeObject(volume), on);
}

export function findClaim(claim: ClaimName, on: StepContext): Promise<Manifest | undefined> {
  return find(claimReference(claim), on);
}

export function policyOf(volume: Manifest): string {
  return textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') || 'Retain';
}

/** Whether a volume is for a claim of that name, and for no other one that had it. */
export function isReservedFor(
  volume: Manifest,
  name: ClaimName,
  claim: Manifest | undefined,
): boolean {
  const uid = textAt(volume, 'spec', 'claimRef', 'uid');
  return (
    textAt(volume, 'spec', 'claimRef', 'namespace') === name.namespace &&
    textAt(volume, 'spec', 'claimRef', 'name') === name.name &&
    (uid === '' || uid === claim?.metadata.uid)
  );
}

/** Whether a volume and a claim are bound to each other. */
export function isBound(volume: Manifest, claim: Manifest): boolean {
  return (
    textAt(claim, 'status', 'phase') === 'Bound' &&
    textAt(claim, 'spec', 'volumeName') === volume.metadata.name &&
    textAt(volume, 'spec', 'claimRef', 'uid') === claim.metadata.uid
  );
}

/** A pod that mounts a claim and has not ended. */
export async function findUser(
  { namespace, name }: ClaimName,
  { cluster, signal }: StepContext,
): Promise<Manifest | undefined> {
  const options = { apiVersion: 'v1', kind: 'Pod', namespace };
  const { items } = await cluster.list({ ...options, ...(signal === undefined ? {} : { signal }) });
  return items.find((pod) => mountsClaim(pod, name) && !hasEnded(pod));
}

export function mountsClaim(pod: Manifest, claim: string): boolean {
  const volumes = valueAt(pod, ['spec', 'volumes']);
  return (
    Array.isArray(volumes) &&
    volumes.some((volume) => valueAt(volume, ['persistentVolumeClaim', 'claimName']) === claim)
  );
}

function hasEnded(pod: Manifest): boolean {
  return ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'));
}
