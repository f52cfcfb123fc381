import type { Problem } from '../../model/errors.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import { objectKey } from '../../model/object-id.ts';
import type { ClusterError } from '../../model/ports/cluster-errors.ts';

/**
 * What lives beside the desired objects, as far as migrations have to know:
 * only looked at where a StatefulSet is to be created, is refused, or is in the
 * middle of a migration.
 */
export interface Surroundings {
  /** Deployments, claims, volumes, storage classes, pods and old access rules, by `objectKey`. */
  readonly objects: ReadonlyMap<string, Manifest>;
  /** What the server says of refused StatefulSets if they were made anew, by key; nothing where it accepts. */
  readonly anew: ReadonlyMap<string, ClusterError>;
  /** What could not be read, and what is not known for it. */
  readonly warnings: readonly Problem[];
}

export const noSurroundings: Surroundings = { objects: new Map(), anew: new Map(), warnings: [] };

export function findDeployment(
  { objects }: Surroundings,
  namespace: string,
  name: string,
): Manifest | undefined {
  return objects.get(objectKey({ group: 'apps', kind: 'Deployment', namespace, name }));
}

export function findClaim(
  { objects }: Surroundings,
  namespace: string,
  name: string,
): Manifest | undefined {
  return objects.get(objectKey({ group: '', kind: 'PersistentVolumeClaim', namespace, name }));
}

export function findVolume({ objects }: Surroundings, name: string): Manifest | undefined {
  return objects.get(objectKey({ group: '', kind: 'PersistentVolume', namespace: '', name }));
}

export function findStorageClass({ objects }: Surroundings, name: string): Manifest | undefined {
  const id = { group: 'storage.k8s.io', kind: 'StorageClass', namespace: '', name };
  return objects.get(objectKey(id));
}

export function objectsOfKind({ objects }: Surroundings, kind: string): readonly Manifest[] {
  return [...objects.values()].filter((object) => object.kind === kind);
}

/** The claims that a pod, or the pod of a template, mounts. */
export function claimsOfPod(podSpec: unknown): readonly { volume: string; claim: string }[] {
  const volumes = valueAt(podSpec as Manifest, ['volumes']);
  return (Array.isArray(volumes) ? volumes : []).flatMap((volume) => {
    const claim = valueAt(volume, ['persistentVolumeClaim', 'claimName']);
    const name = valueAt(volume, ['name']);
    return typeof claim === 'string' ? [{ volume: String(name), claim }] : [];
  });
}

export function textAt(object: Manifest | undefined, ...path: readonly string[]): string {
  const value = valueAt(object, path);
  return typeof value === 'string' ? value : '';
}
