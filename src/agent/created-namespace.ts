import type { Rendered } from '../model/manifest.ts';
import type { Target } from '../model/target.ts';

/**
 * The namespace that a target asks to be made, unless its files hold it. One
 * that is there already stays as it is, and none is ever deleted.
 */
export function createdNamespace(
  { createNamespace, defaultNamespace, position }: Target,
  objects: readonly Rendered[],
): readonly Rendered[] {
  if (createNamespace === undefined || defaultNamespace === undefined) return [];
  const present = objects.some(
    ({ manifest }) => manifest.kind === 'Namespace' && manifest.metadata.name === defaultNamespace,
  );
  if (present) return [];
  const manifest = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: defaultNamespace,
      labels: createNamespace.labels,
      annotations: {
        ...createNamespace.annotations,
        'kustomize.toolkit.fluxcd.io/ssa': 'IfNotPresent',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    },
  };
  return [{ manifest, provenance: { object: position, field: () => position } }];
}
