import type { Manifest } from '../model/manifest.ts';

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

/** The phases of an Argo CD hook; `undefined` where the object is none. */
export function argoHook(object: Manifest): string | undefined {
  return object.metadata.annotations?.['argocd.argoproj.io/hook'];
}
