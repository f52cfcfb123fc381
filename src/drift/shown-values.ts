import type { Manifest } from '../model/manifest.ts';
import { maskFieldChange } from '../model/mask.ts';
import type { FieldDifference, FoundDifference } from './field-difference.ts';

/**
 * The values of a difference without secrets. What a field is called, and what
 * stands beside it, the wanted and the live object may tell differently: either
 * is enough for a secret.
 */
export function shownValues(
  wantedObject: Manifest,
  liveObject: Manifest,
  { path, livePath, wanted, live }: FoundDifference,
): FieldDifference['shown'] {
  const first = maskFieldChange(wantedObject, { path, before: wanted, after: live });
  const shown = maskFieldChange(liveObject, { ...first, path: livePath });
  return { wanted: shown.before, live: shown.after };
}
