import type { Manifest } from '../../model/manifest.ts';
import { findStorageClass, type Surroundings, textAt } from './surroundings.ts';

/** Why the claim of a volume must not ask for more; `undefined` where it may. */
export function mayGrow(volume: Manifest, around: Surroundings): string | undefined {
  const name = textAt(volume, 'spec', 'storageClassName');
  if (name === '') return 'it has no StorageClass';
  const storageClass = findStorageClass(around, name);
  if (storageClass === undefined) return `StorageClass/${name} does not exist`;
  return storageClass.allowVolumeExpansion === true
    ? undefined
    : `StorageClass/${name} does not allow volume expansion`;
}
