import type { Manifest } from '../../model/manifest.ts';
import { objectKey } from '../../model/object-id.ts';
import { dependenciesOf } from './declared-order.ts';
import { levelsOf } from './levels.ts';
import { needsOf, objectSet } from './needs.ts';
import { placesOf } from './places.ts';

/** The wave and level in which objects would be applied, by key. Cycles among them do not matter. */
export function ranksOf(
  manifests: ReadonlyMap<string, Manifest>,
): ReadonlyMap<string, { readonly wave: number; readonly level: number }> {
  const set = objectSet(manifests);
  const nodes = new Map(
    [...manifests].map(([key, manifest]) => [key, { manifest, phase: 'Sync' as const }]),
  );
  const places = placesOf(nodes, set);
  const entries = [...manifests];
  const { levels } = levelsOf(places, {
    dependencies: new Map(
      entries.map(([key, manifest]) => [key, dependenciesOf(manifest).map(objectKey)]),
    ),
    needs: new Map(entries.map(([key, manifest]) => [key, needsOf(manifest, set)])),
  });
  return new Map(
    [...places].map(([key, { wave }]) => [key, { wave, level: levels.get(key) ?? 0 }]),
  );
}
