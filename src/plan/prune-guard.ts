import { targetLabel } from '../model/identity.ts';
import type { InventoryEntry } from '../model/inventory.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';
import { argoSyncOptions, fluxSetting } from './annotations.ts';
import type { SkipReason } from './skip-reason.ts';

export interface PruneSettings {
  readonly target: string;
  readonly prune: boolean;
  /** Whether nothing at all was rendered. */
  readonly emptyRender: boolean;
  /** Whether kinds that hold data may be pruned at all. */
  readonly pruneData: boolean;
  /** The other target that wants the object now, if one does. */
  readonly wantedBy: string | undefined;
}

/** Why an object that left Git must not be deleted; `undefined` where nothing speaks against it. */
export function pruneGuard(
  entry: InventoryEntry,
  live: Manifest,
  settings: PruneSettings,
): SkipReason | undefined {
  return (
    foreign(entry, live, settings) ??
    asked(live) ??
    (live.metadata.deletionTimestamp === undefined
      ? undefined
      : { code: 'BEING_DELETED', text: 'it is being deleted already' }) ??
    (settings.prune
      ? undefined
      : { code: 'TARGET_DOES_NOT_PRUNE', text: 'pruning is off for this target' }) ??
    (settings.emptyRender
      ? { code: 'EMPTY_RENDER', text: 'nothing was rendered, and that never deletes anything' }
      : undefined) ??
    (settings.pruneData ? undefined : holdsData(entry, live))
  );
}

function foreign(
  { uid }: InventoryEntry,
  live: Manifest,
  { target, wantedBy }: PruneSettings,
): SkipReason | undefined {
  const label = live.metadata.labels?.[targetLabel];
  if (label !== undefined && label !== target) {
    return { code: 'MOVED', text: `it belongs to the target "${label}" now` };
  }
  if (label === undefined) {
    return { code: 'NOT_OURS', text: `the label ${targetLabel} is gone from it` };
  }
  if (uid !== undefined && uid !== live.metadata.uid) {
    return { code: 'NOT_OURS', text: 'somebody has deleted it and made another one of that name' };
  }
  if (wantedBy !== undefined) {
    return { code: 'MOVING', text: `the target "${wantedBy}" takes it over` };
  }
  return undefined;
}

function asked(live: Manifest): SkipReason | undefined {
  const setting = keepSetting(live);
  return setting === undefined
    ? undefined
    : { code: 'PRUNE_DISABLED', text: `${setting} is set on it` };
}

/** The annotation that asks to keep an object; `undefined` where none does. */
export function keepSetting(live: Manifest): string | undefined {
  for (const name of ['prune', 'reconcile'] as const) {
    if (fluxSetting(live, name) === 'disabled') {
      return `kustomize.toolkit.fluxcd.io/${name}: disabled`;
    }
  }
  if (fluxSetting(live, 'ssa') === 'ignore') return 'kustomize.toolkit.fluxcd.io/ssa: Ignore';
  const { annotations } = live.metadata;
  if (annotations?.['client.lifecycle.config.k8s.io/deletion'] === 'detach') {
    return 'client.lifecycle.config.k8s.io/deletion: detach';
  }
  if (annotations?.['cli-utils.sigs.k8s.io/on-remove'] === 'keep') {
    return 'cli-utils.sigs.k8s.io/on-remove: keep';
  }
  const option = ['Prune=false', 'Delete=false'].find((name) => argoSyncOptions(live).has(name));
  return option === undefined ? undefined : `argocd.argoproj.io/sync-options: ${option}`;
}

/** Kinds whose deletion deletes data: their own, or that of everything in or of them. */
export const dataKinds: ReadonlySet<string> = new Set([
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  '/Namespace',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'snapshot.storage.k8s.io/VolumeSnapshot',
  'snapshot.storage.k8s.io/VolumeSnapshotContent',
]);

function holdsData({ id, adopted }: InventoryEntry, live: Manifest): SkipReason | undefined {
  const text = dataText(`${id.group}/${id.kind}`, adopted, live);
  return text === undefined
    ? undefined
    : { code: 'HOLDS_DATA', text: `${text}; delete it by hand once nothing needs it` };
}

function dataText(kind: string, adopted: boolean, live: Manifest): string | undefined {
  if (dataKinds.has(kind)) return 'deleting it would delete data';
  if (kind === '/Secret' && adopted) return 'it was there before this target';
  const claims = ['spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted'];
  return kind === 'apps/StatefulSet' && valueAt(live, claims) === 'Delete'
    ? 'its volume claims would be deleted with it (whenDeleted: Delete)'
    : undefined;
}
