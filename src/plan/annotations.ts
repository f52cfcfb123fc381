import type { Problem } from '../model/errors.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';

const flux = 'kustomize.toolkit.fluxcd.io';

/** The value of an annotation, or of the label of the same name: Flux reads both. */
export function metadataValue(object: Manifest, key: string): string | undefined {
  return object.metadata.annotations?.[key] ?? object.metadata.labels?.[key];
}

export function fluxSetting(
  object: Manifest,
  name: 'prune' | 'reconcile' | 'ssa' | 'force',
): string | undefined {
  return metadataValue(object, `${flux}/${name}`)?.toLowerCase();
}

/** The options of `argocd.argoproj.io/sync-options`, such as `Prune=false`. */
export function argoSyncOptions(object: Manifest): ReadonlySet<string> {
  const value = object.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? '';
  return new Set(value.split(',').map((option) => option.trim()));
}

/** Whether somebody else makes the kind of an object, perhaps only after others of the set. */
export function awaitsItsKind(object: Manifest): boolean {
  return argoSyncOptions(object).has('SkipDryRunOnMissingResource=true');
}

/** A problem of an annotation, at the place where it is written. */
export function annotationProblem(
  { manifest, provenance }: Rendered,
  key: string,
  what: string,
  advice: string,
): Problem {
  return {
    code: 'ANNOTATION_INVALID',
    position: provenance.field(['metadata', 'annotations', key]) ?? provenance.object,
    subject: formatObjectId(objectIdOf(manifest)),
    what,
    advice,
  };
}
