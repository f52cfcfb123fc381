import type { InventoryEntry } from '../model/inventory.ts';
import type { Manifest, ObjectMeta } from '../model/manifest.ts';
import { formatObjectId, objectKey } from '../model/object-id.ts';
import { argoSyncOptions } from './annotations.ts';
import { compareInStage, compareStages, stageOf } from './apply-order.ts';
import { ranksOf } from './graph/ranks.ts';
import type { Observation } from './observe.ts';
import type { PlannedPrune, Skip } from './plan.ts';
import { type PruneSettings, pruneGuard } from './prune-guard.ts';
import type { SkipCode, SkipReason } from './skip-reason.ts';

export interface PlannedPrunes {
  /** In the order of deletion. */
  readonly prunes: readonly PlannedPrune[];
  readonly skips: readonly Skip[];
  /** Recorded objects that stay on record although they are neither desired nor pruned. */
  readonly retained: readonly InventoryEntry[];
  /** Reasons of the objects themselves to ask before they are deleted. */
  readonly confirmations: readonly string[];
}

/** An object of these is not ours any more: the record lets it go. */
const released: ReadonlySet<SkipCode> = new Set<SkipCode>(['MOVED', 'NOT_OURS']);

/** What becomes of recorded objects that are not desired any more. */
export function planPrunes(
  desired: ReadonlySet<string>,
  observation: Observation,
  settingsOf: (key: string) => PruneSettings,
): PlannedPrunes {
  const prunes: PlannedPrune[] = [];
  const skips: Skip[] = [];
  const retained: InventoryEntry[] = [];
  const confirmations: string[] = [];
  const owners = ownerUids(observation.live.values());
  for (const entry of observation.inventory.entries) {
    const key = objectKey(entry.id);
    const live = observation.live.get(key);
    if (desired.has(key)) continue;
    if (observation.unserved.has(key)) {
      skips.push({ id: entry.id, what: 'prune', reason: notServed(entry), position: undefined });
      retained.push(entry);
      continue;
    }
    if (live === undefined) continue;
    const reason = pruneGuard(entry, live, settingsOf(key));
    if (reason === undefined) {
      prunes.push(pruneOf(entry, live, owners));
      const option = ['Prune=confirm', 'Delete=confirm'].find((name) =>
        argoSyncOptions(live).has(name),
      );
      if (option !== undefined) {
        confirmations.push(`${formatObjectId(entry.id)} asks for it (sync-options: ${option})`);
      }
    } else {
      skips.push({ id: entry.id, what: 'prune', reason, position: undefined });
      if (!released.has(reason.code)) retained.push(entry);
    }
  }
  const placed = placePrunes(prunes, observation.live);
  return { prunes: placed, skips, retained, confirmations };
}

/** The order in which objects would be applied, turned round. */
function placePrunes(
  prunes: readonly PlannedPrune[],
  live: ReadonlyMap<string, Manifest>,
): readonly PlannedPrune[] {
  const manifests = new Map(
    prunes.flatMap(({ id }) => {
      const manifest = live.get(objectKey(id));
      return manifest === undefined ? [] : [[objectKey(id), manifest] as const];
    }),
  );
  const ranks = ranksOf(manifests);
  const placed = prunes.map((prune) => ({ ...prune, ...ranks.get(objectKey(prune.id)) }));
  return placed.sort(
    (a, b) =>
      b.wave - a.wave ||
      b.level - a.level ||
      compareStages(b.stage, a.stage) ||
      compareInStage(b.id, a.id),
  );
}

/** An API that was away only for a while comes back with its objects. */
function notServed({ id }: InventoryEntry): SkipReason {
  const kind = id.group === '' ? id.kind : `${id.kind} of ${id.group}`;
  return {
    code: 'NOT_SERVED',
    text: `the cluster does not serve ${kind} now; it stays on record until it can be looked at`,
  };
}

function ownerUids(objects: Iterable<Manifest>): ReadonlySet<string> {
  const uids = new Set<string>();
  for (const { metadata } of objects) {
    for (const { uid } of metadata.ownerReferences ?? []) if (uid !== undefined) uids.add(uid);
  }
  return uids;
}

function pruneOf(
  { id }: InventoryEntry,
  live: Manifest,
  owners: ReadonlySet<string>,
): PlannedPrune {
  const { uid = '', resourceVersion = '' } = live.metadata;
  // Whatever an intent owns is deleted under its own guards, or stays.
  const isOwner = owners.has(uid) || (id.group === 'pingcap.com' && id.kind === 'TidbMonitor');
  return {
    id,
    apiVersion: live.apiVersion,
    reason: 'it left Git',
    wave: 0,
    level: 0,
    stage: stageOf(id, isOwner),
    live: { uid, resourceVersion },
    seen: seenMetadata(live.metadata),
    propagation: isOwner ? 'Orphan' : 'Background',
  };
}

function seenMetadata({ labels, annotations, generation }: ObjectMeta): PlannedPrune['seen'] {
  return {
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(generation === undefined ? {} : { generation }),
  };
}
