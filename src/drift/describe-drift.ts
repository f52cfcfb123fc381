import type { Manifest, Rendered } from '../model/manifest.ts';
import { meaningOf } from '../model/meaning/meaning.ts';
import { objectIdOf } from '../model/object-id.ts';
import type { FieldDrift, ObjectDrift } from './drift.ts';
import type { FieldDifference } from './field-difference.ts';
import { lastOtherWriter } from './writer-of.ts';

/** Differences as they may be shown: with their place in Git and what they mean. */
export function changedDrift(
  wanted: Rendered,
  differences: readonly FieldDifference[],
): ObjectDrift {
  const { manifest, provenance } = wanted;
  return {
    id: objectIdOf(manifest),
    kind: 'changed',
    fields: differences.map((difference) => fieldDrift(wanted, difference)),
    position: provenance.object,
    writer: undefined,
  };
}

function fieldDrift(
  { manifest, provenance }: Rendered,
  { path, wanted, live, writer, shown }: FieldDifference,
): FieldDrift {
  return {
    path,
    wanted: shown.wanted,
    live: shown.live,
    writer,
    position: wanted === undefined ? undefined : provenance.field(path),
    meaning: meaningOf(manifest, { path, before: wanted, after: live }),
  };
}

export function deletedDrift({ manifest, provenance }: Rendered): ObjectDrift {
  return {
    id: objectIdOf(manifest),
    kind: 'deleted',
    fields: [],
    position: provenance.object,
    writer: undefined,
  };
}

/** An object that carries a target's label without having been made for it. */
export function foreignDrift(live: Manifest): ObjectDrift {
  return {
    id: objectIdOf(live),
    kind: 'foreign',
    fields: [],
    position: undefined,
    writer: lastOtherWriter(live),
  };
}
