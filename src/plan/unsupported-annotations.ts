import type { Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';
import { argoHook, argoSyncOptions, fluxSetting } from './annotations.ts';

/** Sync options of Argo CD that we follow anyway, or that cannot matter here. */
const understoodSyncOptions: ReadonlySet<string> = new Set([
  '',
  'Prune=false',
  'Prune=true',
  'Prune=confirm',
  'Delete=false',
  'Delete=true',
  'Delete=confirm',
  'ServerSideApply=true',
  'SkipDryRunOnMissingResource=true',
  'CreateNamespace=false',
  'Validate=true',
  'Force=false',
  'Replace=false',
]);

/** Warnings for annotations that ask other tools for something we do not do. */
export function unsupportedAnnotations({ manifest, provenance }: Rendered): readonly Problem[] {
  const asked: { readonly what: string; readonly advice: string }[] = [];
  const hook = argoHook(manifest);
  if (hook !== undefined) {
    asked.push({
      what: `argocd.argoproj.io/hook: ${hook} is not supported: the hook is not run`,
      advice: 'run it by hand, or remove it',
    });
  }
  const wave = manifest.metadata.annotations?.['argocd.argoproj.io/sync-wave'];
  if (wave !== undefined && wave !== '0') {
    asked.push({
      what: `argocd.argoproj.io/sync-wave: ${wave} is not supported: objects are ordered by kind`,
      advice: 'check that this order does, and remove the annotation',
    });
  }
  for (const option of argoSyncOptions(manifest)) {
    if (understoodSyncOptions.has(option)) continue;
    asked.push({
      what: `argocd.argoproj.io/sync-options: ${option} is not supported`,
      advice: 'remove the option',
    });
  }
  if (fluxSetting(manifest, 'force') === 'enabled') {
    asked.push({
      what: 'kustomize.toolkit.fluxcd.io/force: enabled is not supported: nothing is ever deleted to be created again',
      advice: 'remove the annotation',
    });
  }
  if (manifest.metadata.annotations?.['config.kubernetes.io/depends-on'] !== undefined) {
    asked.push({
      what: 'config.kubernetes.io/depends-on is not supported: objects are ordered by kind',
      advice: 'check that this order does, and remove the annotation',
    });
  }
  return asked.map(({ what, advice }) => ({
    code: 'ANNOTATION_NOT_SUPPORTED',
    position: provenance.field(['metadata', 'annotations']) ?? provenance.object,
    subject: formatObjectId(objectIdOf(manifest)),
    what,
    advice,
  }));
}
