import { formerPolicyAnnotation } from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import { textAt } from './surroundings.ts';

/** The reclaim policy that a volume has when no migration is under way. */
export function formerPolicy(volume: Manifest): string {
  const current = textAt(volume, 'spec', 'persistentVolumeReclaimPolicy') || 'Retain';
  return volume.metadata.annotations?.[formerPolicyAnnotation] ?? current;
}
