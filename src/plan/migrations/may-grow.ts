import type { Manifest } from '../../model/manifest.ts';
import { findStorageClass, type Surroundings, textAt } from './surroundings.ts';

/**
 * Why a claim must not ask for more; `undefined` where it may. Where the claim is
 * yet to be made, its volume tells its class.
 */
export function mayGrow(claimOrVolume: Manifest, around: Surroundings): string | undefined {
  const name = textAt(claimOrVolume, 'spec', 'storageClassName');
  if (name === '') return 'it has no StorageClass';
  const storageClass = findStorageClass(around, name);
  if (storageClass === undefined) return `StorageClass/${name} does not exist`;
  return storageClass.allowVolumeExpansion === true
    ? undefined
    : `StorageClass/${name} does not allow volume expansion`;
}
