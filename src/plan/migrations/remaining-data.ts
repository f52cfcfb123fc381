import type { Manifest, Rendered } from '../../model/manifest.ts';
import { compareObjectIds, objectIdOf } from '../../model/object-id.ts';
import type { Skip } from '../plan.ts';
import {
  claimNameOf,
  claimTemplates,
  isMonitorObject,
  nameOfTemplate,
  replicasOf,
  requestOf,
} from './monitor-set.ts';
import { objectsOfKind, type Surroundings } from './surroundings.ts';

/**
 * Claims of shards and replicas that a monitor has no more. They are kept: what
 * is on them is in no other shard, and whoever adds the shard again has it back.
 */
export function remainingData(objects: readonly Rendered[], around: Surroundings): readonly Skip[] {
  const sets = objects
    .map(({ manifest }) => manifest)
    .filter((manifest) => manifest.kind === 'StatefulSet' && isMonitorObject(manifest));
  const wanted = new Set(sets.flatMap(claimsOf));
  const families = sets.flatMap(familiesOf);
  return objectsOfKind(around, 'PersistentVolumeClaim')
    .filter((claim) => isMonitorObject(claim) && !wanted.has(placeOf(claim.metadata)))
    .filter((claim) => families.some((family) => family.test(placeOf(claim.metadata))))
    .map(
      (claim): Skip => ({
        id: objectIdOf(claim),
        what: 'prune',
        reason: {
          code: 'HOLDS_DATA',
          text: `it holds ${requestOf(claim)} of data of a shard or replica that is no more; delete it by hand once nobody needs it`,
        },
        position: undefined,
      }),
    )
    .sort((a, b) => compareObjectIds(a.id, b.id));
}

function placeOf({ namespace = '', name }: Manifest['metadata']): string {
  return `${namespace}/${name}`;
}

function claimsOf(set: Manifest): readonly string[] {
  const { namespace = '' } = set.metadata;
  return claimTemplates(set).flatMap((template) =>
    Array.from({ length: replicasOf(set) }, (_, ordinal) =>
      placeOf({ namespace, name: claimNameOf(template, set, ordinal) }),
    ),
  );
}

/** What the claims of all shards of a monitor are called, those of its first shard among them. */
function familiesOf(set: Manifest): readonly RegExp[] {
  const { namespace = '', name } = set.metadata;
  return claimTemplates(set).map((template) => {
    const stem = placeOf({ namespace, name: `${nameOfTemplate(template)}-${name}` });
    return new RegExp(`^${stem.replaceAll('.', '\\.')}(-shard-\\d+)?-\\d+$`);
  });
}
