import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { compareText, objectIdOf, objectKey } from '../model/object-id.ts';
import type { PlannedPrune } from './plan.ts';

/** `sha256:…` of a JSON value; equal values have equal digests. */
export function digestOf(value: JsonValue): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}

export function manifestDigest(manifest: Manifest): string {
  return digestOf(manifest);
}

/** The digest of a set of objects, in whatever order they come. */
export function desiredDigest(manifests: readonly Manifest[]): string {
  const entries = manifests.map((manifest) => [
    objectKey(objectIdOf(manifest)),
    manifestDigest(manifest),
  ]);
  return digestOf(entries.sort(([a = ''], [b = '']) => compareText(a, b)));
}

/** The digest of what an approval covers: what a target holds, and exactly these deletions. */
export function planDigest(
  target: string,
  desired: string,
  prunes: readonly Pick<PlannedPrune, 'id' | 'live'>[],
): string {
  const deletions = prunes.map(({ id, live }) => `${objectKey(id)} ${live.uid}`);
  return digestOf({ target, desired, deletions: deletions.sort(compareText) });
}
