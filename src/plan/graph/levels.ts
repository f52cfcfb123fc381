import type { Place } from './node.ts';
import { comparePlaces } from './places.ts';

/** Who has to come before whom. */
export interface Edges {
  /** By key, the keys that must be healthy first. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  /** By key, the keys that must be written first. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

/** Something that would have to come before itself. */
export interface Cycle {
  /** The keys around it, the first one again at the end. */
  readonly way: readonly string[];
  /** The step of the way that phases and waves forbid, where that closes the circle. */
  readonly against: { readonly earlier: string; readonly later: string } | undefined;
}

export interface Levels {
  /** How many dependencies deep everything stands in its wave. */
  readonly levels: ReadonlyMap<string, number>;
  readonly cycles: readonly Cycle[];
}

/**
 * Orders what shares a phase and wave by what depends on what. A dependency in a
 * later phase or wave is a cycle, too: waves go one after the other.
 */
export function levelsOf(places: ReadonlyMap<string, Place>, edges: Edges): Levels {
  const levels = new Map<string, number>();
  const cycles: Cycle[] = [];
  const way: string[] = [];
  const walk = (key: string): number => {
    const known = levels.get(key);
    if (known !== undefined) return known;
    way.push(key);
    let level = 0;
    for (const [next, weight] of edgesOf(key, places, edges, cycles)) {
      const start = way.indexOf(next);
      if (start < 0) level = Math.max(level, walk(next) + weight);
      else if (dependsSomewhere(way.slice(start), edges)) {
        cycles.push({ way: [...way.slice(start), next], against: undefined });
      }
    }
    way.pop();
    levels.set(key, level);
    return level;
  };
  for (const key of places.keys()) walk(key);
  return { levels, cycles };
}

/** What must come before something in its own wave, and how many levels before. */
function edgesOf(
  key: string,
  places: ReadonlyMap<string, Place>,
  { dependencies, needs }: Edges,
  cycles: Cycle[],
): readonly (readonly [key: string, weight: number])[] {
  const place = places.get(key);
  if (place === undefined) return [];
  const inWave = (other: string) => {
    const its = places.get(other);
    return its !== undefined && its.phase === place.phase && its.wave === place.wave;
  };
  for (const other of dependencies.get(key) ?? []) {
    const its = places.get(other);
    if (its === undefined || comparePlaces(its, place) <= 0) continue;
    cycles.push({ way: [key, other, key], against: { earlier: key, later: other } });
  }
  return [
    ...(dependencies.get(key) ?? []).filter(inWave).map((other) => [other, 1] as const),
    ...(needs.get(key) ?? []).filter(inWave).map((other) => [other, 0] as const),
  ];
}

/** Owners that own each other are none of our business; who waits for himself is. */
function dependsSomewhere(around: readonly string[], { dependencies }: Edges): boolean {
  return around.some((key, index) => {
    const next = around[(index + 1) % around.length] ?? key;
    return dependencies.get(key)?.includes(next) === true;
  });
}
