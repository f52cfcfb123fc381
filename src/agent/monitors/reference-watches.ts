import type { ObjectReference } from '../../model/ports/cluster.ts';
import type { WatchedKind } from '../watching/watched-kind.ts';

/** From more objects of a kind in a namespace on, one watch of the namespace replaces one for each. */
const watchedByName = 3;
/** More watches cost too much: what they would show is noticed by the next attempt. */
const watchesAtMost = 64;

/** The watches that show these objects, and as few others as is cheap. */
export function referenceWatches(references: readonly ObjectReference[]): readonly WatchedKind[] {
  const places = Map.groupBy(
    references,
    ({ apiVersion, kind, namespace }) => `${apiVersion} ${kind} ${namespace}`,
  );
  const watches = [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => watchesOf(group));
  return watches.slice(0, watchesAtMost);
}

function watchesOf(group: readonly ObjectReference[]): readonly WatchedKind[] {
  const [first] = group;
  if (first === undefined) return [];
  const { apiVersion, kind, namespace } = first;
  const place = { apiVersion, kind, namespaces: [namespace] };
  const names = [...new Set(group.map(({ name }) => name))].sort();
  if (names.length > watchedByName) return [place];
  return names.map((name) => ({ ...place, fieldSelector: `metadata.name=${name}` }));
}
