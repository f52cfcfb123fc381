import type { Manifest } from '../../src/model/manifest.ts';

/** The claim a volume is for; the controller manager binds the two. */
export interface VolumeForClaim {
  readonly name: string;
  readonly claim: { readonly namespace: string; readonly name: string };
  /** A quantity, such as `10Gi`. */
  readonly capacity: string;
  readonly storageClassName?: string;
  readonly reclaimPolicy?: 'Delete' | 'Retain';
}

/** A volume that waits for one claim: nothing provisions volumes in a test cluster. */
export function volumeForClaim(volume: VolumeForClaim): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume.name },
    spec: {
      capacity: { storage: volume.capacity },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: volume.reclaimPolicy ?? 'Delete',
      storageClassName: volume.storageClassName ?? '',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...volume.claim },
      hostPath: { path: `/var/lib/volumes/${volume.name}` },
    },
  };
}
