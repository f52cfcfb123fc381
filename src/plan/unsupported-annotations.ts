import type { Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../model/object-id.ts';
import { argoSyncOptions, fluxSetting } from './annotations.ts';
import { isHook } from './hooks/hook-declaration.ts';

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
  'SkipDryRunOnMissingResource=false',
  'CreateNamespace=false',
  'Validate=true',
  'Force=false',
  'Replace=false',
  // How Tidewatch works anyway.
  'PruneLast=true',
  'PruneLast=false',
  'FailOnSharedResource=true',
  'ApplyOutOfSyncOnly=true',
  'ClientSideApplyMigration=true',
]);

/** What happens instead, where that needs saying. */
const insteadOf: Readonly<Record<string, string>> = {
  'Force=true': ': nothing is ever deleted to be created again',
  'Replace=true': ': fields that others own stay as they are',
  'Validate=false': ': the API server validates every object',
};

/** Warnings for annotations that ask other tools for something we do not do. */
export function unsupportedAnnotations({ manifest, provenance }: Rendered): readonly Problem[] {
  const asked: { readonly what: string; readonly advice: string }[] = [];
  const annotations = manifest.metadata.annotations ?? {};
  if (annotations['helm.sh/hook'] !== undefined && !isHook(manifest)) {
    asked.push({
      what: 'helm.sh/hook is not read: it is applied like any other object',
      advice: 'write argocd.argoproj.io/hook to make it a hook',
    });
  }
  for (const option of argoSyncOptions(manifest)) {
    if (understoodSyncOptions.has(option)) continue;
    asked.push({
      what: `argocd.argoproj.io/sync-options: ${option} is not supported${insteadOf[option] ?? ''}`,
      advice: 'remove the option',
    });
  }
  if (fluxSetting(manifest, 'force') === 'enabled') {
    asked.push({
      what: 'kustomize.toolkit.fluxcd.io/force: enabled is not supported: nothing is ever deleted to be created again',
      advice: 'remove the annotation',
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
