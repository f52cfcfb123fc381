import { targetLabel } from '../../model/identity.ts';
import type { WatchedKind } from '../watching/watched-kind.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What to watch to see all of these objects: each kind once, in all the namespaces it is in. */
export function watchedKinds(objects: Iterable<TrackedObject>): readonly WatchedKind[] {
  const namespaces = new Map<string, Set<string>>();
  const kinds = new Map<string, Pick<WatchedKind, 'apiVersion' | 'kind'>>();
  for (const { apiVersion, id } of objects) {
    const key = `${apiVersion} ${id.kind}`;
    kinds.set(key, { apiVersion, kind: id.kind });
    const found = namespaces.get(key) ?? new Set();
    namespaces.set(key, found.add(id.namespace));
  }
  return [...kinds].map(([key, kind]) => {
    const found = namespaces.get(key) ?? new Set();
    const clusterScoped = found.has('');
    return {
      ...kind,
      namespaces: clusterScoped ? 'all' : [...found],
      labelSelector: targetLabel,
    };
  });
}
