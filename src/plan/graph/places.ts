import type { Manifest } from '../../model/manifest.ts';
import type { PhaseName } from '../plan.ts';
import { waveOf } from './declared-order.ts';
import { needsOf, type ObjectSet, ownersOf } from './needs.ts';
import type { Place } from './node.ts';

/** What is needed to find the place of something. */
export interface Placed {
  readonly manifest: Manifest;
  /** The phase it asks for. */
  readonly phase: PhaseName;
}

/** The phases that every attempt goes through, in order; the others stand apart. */
const order: readonly PhaseName[] = ['PreSync', 'Sync', 'PostSync'];

/**
 * The phase and wave of everything, by key. An object goes with its owner unless
 * it asks for a wave of its own; and what others cannot be without (namespaces,
 * definitions, owners, roles) goes ahead to the first place where it is needed.
 */
export function placesOf(
  nodes: ReadonlyMap<string, Placed>,
  set: ObjectSet,
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const [key, { phase }] of nodes) {
    places.set(key, { phase, wave: inheritedWave(key, nodes, set, new Set()) ?? 0 });
  }
  for (let moved = true; moved; ) {
    moved = false;
    for (const [key, { manifest }] of nodes) {
      for (const need of needsOf(manifest, set)) {
        if (moveAhead(need, key, places)) moved = true;
      }
    }
  }
  return places;
}

function inheritedWave(
  key: string,
  nodes: ReadonlyMap<string, Placed>,
  set: ObjectSet,
  asked: Set<string>,
): number | undefined {
  const node = nodes.get(key);
  if (node === undefined || asked.has(key)) return undefined;
  asked.add(key);
  const own = waveOf(node.manifest);
  if (own !== undefined) return own;
  for (const owner of ownersOf(node.manifest, set)) {
    const wave = inheritedWave(owner, nodes, set, asked);
    if (wave !== undefined) return wave;
  }
  return undefined;
}

/** Whether what is needed had to move to the place of what needs it. */
function moveAhead(need: string, by: string, places: Map<string, Place>): boolean {
  const from = places.get(need);
  const to = places.get(by);
  if (from === undefined || to === undefined || comparePlaces(to, from) >= 0) return false;
  places.set(need, to);
  return true;
}

/** Negative where `a` comes first. Phases that stand apart are never compared with others. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.phase === b.phase) return a.wave - b.wave;
  const [first, second] = [order.indexOf(a.phase), order.indexOf(b.phase)];
  return first < 0 || second < 0 ? 0 : first - second;
}
