import type { Registry } from '../../src/embedded/registry/registry.ts';
import type { StoredChange } from '../../src/embedded/registry/store.ts';
import { type Manifest, valueAt } from '../../src/model/manifest.ts';

/** Resources whose coming and going a migration is about. */
const watched: ReadonlySet<string> = new Set([
  'persistentvolumes',
  'persistentvolumeclaims',
  'statefulsets.apps',
  'deployments.apps',
]);

/** Fields of theirs that a migration changes. */
const fields: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['policy', ['spec', 'persistentVolumeReclaimPolicy']],
  ['claim', ['spec', 'claimRef', 'name']],
  ['replicas', ['spec', 'replicas']],
  ['request', ['spec', 'resources', 'requests', 'storage']],
];

/** Everything that happens to volumes, claims and workloads, in order, in words. */
export function recordEffects({ store }: Registry): readonly string[] {
  const effects: string[] = [];
  store.subscribeAll((resource, change) => {
    if (watched.has(resource)) effects.push(...effectsOf(change));
  });
  return effects;
}

function effectsOf({ type, object, previous }: StoredChange): readonly string[] {
  const name = `${object.kind}/${object.metadata.name}`;
  if (type === 'ADDED') return [`${name} created`];
  if (type === 'DELETED') return [`${name} deleted`];
  return fields.flatMap(([field, path]) => {
    const [before, after] = [textAt(previous, path), textAt(object, path)];
    return before === after ? [] : [`${name} ${field} ${before} → ${after}`];
  });
}

function textAt(object: Manifest | undefined, path: readonly (string | number)[]): string {
  return String(valueAt(object, path) ?? '-');
}
