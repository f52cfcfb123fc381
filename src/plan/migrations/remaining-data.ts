import type { Manifest, Rendered } from '../../model/manifest.ts';
import { compareObjectIds, objectIdOf } from '../../model/object-id.ts';
import {
  claimNameOf,
  claimTemplates,
  isMonitorObject,
  nameOfTemplate,
  replicasOf,
} from './monitor-set.ts';
import { objectsOfKind, type Surroundings } from './surroundings.ts';

/** The claim of a shard or replica that a monitor has no more. */
export interface RemainingClaim {
  readonly claim: Manifest;
  /** The StatefulSet that made it, which may be gone, and its pod's number. */
  readonly set: { readonly namespace: string; readonly name: string };
  readonly ordinal: number;
}

/**
 * Claims of shards and replicas that a monitor has no more, by name. What is on
 * them is in no other shard, and whoever adds the shard again has it back.
 */
export function remainingData(
  objects: readonly Rendered[],
  around: Surroundings,
): readonly RemainingClaim[] {
  const sets = objects
    .map(({ manifest }) => manifest)
    .filter((manifest) => manifest.kind === 'StatefulSet' && isMonitorObject(manifest));
  const wanted = new Set(sets.flatMap(claimsOf));
  const families = sets.flatMap(familiesOf);
  return objectsOfKind(around, 'PersistentVolumeClaim')
    .filter((claim) => isMonitorObject(claim) && !wanted.has(placeOf(claim.metadata)))
    .flatMap((claim) => remainingOf(claim, families))
    .sort((a, b) => compareObjectIds(objectIdOf(a.claim), objectIdOf(b.claim)));
}

function remainingOf(claim: Manifest, families: readonly Family[]): readonly RemainingClaim[] {
  for (const { namespace, form } of families) {
    const { set, ordinal } = form.exec(claim.metadata.name)?.groups ?? {};
    if (namespace !== claim.metadata.namespace || set === undefined) continue;
    return [{ claim, set: { namespace, name: set }, ordinal: Number(ordinal) }];
  }
  return [];
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

/** What the claims of all shards of a monitor are called. */
interface Family {
  readonly namespace: string;
  readonly form: RegExp;
}

function familiesOf(set: Manifest): readonly Family[] {
  const { namespace = '', name } = set.metadata;
  const literal = (text: string) => text.replaceAll('.', '\\.');
  return claimTemplates(set).map((template) => ({
    namespace,
    form: new RegExp(
      `^${literal(nameOfTemplate(template))}-(?<set>${literal(name)}(-shard-\\d+)?)-(?<ordinal>\\d+)$`,
    ),
  }));
}
