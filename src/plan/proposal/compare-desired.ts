import type { FieldChange } from '../../model/change.ts';
import { type JsonValue, jsonEquals } from '../../model/json.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import { maskFieldChange, maskManifest } from '../../model/mask.ts';
import { meaningOf } from '../../model/meaning/meaning.ts';
import { compareObjectIds, objectIdOf, objectKey } from '../../model/object-id.ts';
import { unmaskedDifferences } from '../diff-objects.ts';
import { dataKinds } from '../prune-guard.ts';
import type { Fingerprints, ProposedChange, ProposedField } from './proposed-change.ts';

/** Tells values apart without giving them away: a keyed digest. */
export type Fingerprint = (value: JsonValue) => string;

/** What kustomize puts behind the names of generated ConfigMaps and Secrets. */
const contentHash = /-[bcdfghkmt2456789]{10}$/;

/**
 * What a proposed revision changes against the one it is based on: pure text
 * against text, no cluster is looked at. A generated object whose suffix alone
 * differs is one change. Sorted by object.
 */
export function compareDesired(
  before: readonly Rendered[],
  after: readonly Rendered[],
  fingerprint: Fingerprint,
): readonly ProposedChange[] {
  const old = byKey(before);
  const now = byKey(after);
  const came = after.filter((object) => !old.has(keyOf(object)));
  const gone = before.filter((object) => !now.has(keyOf(object)));
  const renamed = pairRenamed(gone, came);
  const paired = new Set([...renamed.keys(), ...renamed.values()]);
  const changes = [
    ...after.flatMap((object) => {
      const match = old.get(keyOf(object)) ?? renamed.get(object);
      return match === undefined ? [] : (changed(match, object, fingerprint) ?? []);
    }),
    ...came.filter((object) => !paired.has(object)).map(created),
    ...gone.filter((object) => !paired.has(object)).map(deleted),
  ];
  return changes.sort((a, b) => compareObjectIds(a.id, b.id));
}

function keyOf({ manifest }: Rendered): string {
  return objectKey(objectIdOf(manifest));
}

function byKey(objects: readonly Rendered[]): ReadonlyMap<string, Rendered> {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

/** New objects to the old ones that are the same but for the hash in the name. */
function pairRenamed(
  gone: readonly Rendered[],
  came: readonly Rendered[],
): ReadonlyMap<Rendered, Rendered> {
  const stems = new Map<string, Rendered>();
  for (const object of gone) {
    const stem = stemOf(object);
    if (stem !== undefined) stems.set(stem, object);
  }
  return new Map(
    came.flatMap((object) => {
      const match = stems.get(stemOf(object) ?? '');
      return match === undefined ? [] : [[object, match] as const];
    }),
  );
}

function stemOf({ manifest }: Rendered): string | undefined {
  const { kind, metadata } = manifest;
  if (kind !== 'ConfigMap' && kind !== 'Secret') return undefined;
  const stem = metadata.name.replace(contentHash, '');
  if (stem === metadata.name) return undefined;
  return objectKey({ ...objectIdOf(manifest), name: stem });
}

function created({ manifest, provenance }: Rendered): ProposedChange {
  return {
    id: objectIdOf(manifest),
    action: 'create',
    kept: false,
    renamedFrom: undefined,
    position: provenance.object,
    fields: [],
    before: undefined,
    after: maskManifest(manifest),
  };
}

function deleted({ manifest, provenance }: Rendered): ProposedChange {
  const id = objectIdOf(manifest);
  return {
    id,
    action: 'delete',
    kept: dataKinds.has(`${id.group}/${id.kind}`),
    renamedFrom: undefined,
    position: provenance.object,
    fields: [],
    before: maskManifest(manifest),
    after: undefined,
  };
}

function changed(
  before: Rendered,
  after: Rendered,
  fingerprint: Fingerprint,
): ProposedChange | undefined {
  const renamedFrom =
    before.manifest.metadata.name === after.manifest.metadata.name
      ? undefined
      : before.manifest.metadata.name;
  const fields = fieldsOf(before.manifest, after, fingerprint).filter(
    ({ path }) => renamedFrom === undefined || path.join('.') !== 'metadata.name',
  );
  if (fields.length === 0 && renamedFrom === undefined) return undefined;
  return {
    id: objectIdOf(after.manifest),
    action: 'change',
    kept: false,
    renamedFrom,
    position: after.provenance.object,
    fields,
    before: maskManifest(before.manifest),
    after: maskManifest(after.manifest),
  };
}

function fieldsOf(
  before: Manifest,
  { manifest, provenance }: Rendered,
  fingerprint: Fingerprint,
): readonly ProposedField[] {
  return unmaskedDifferences(before, manifest).map((change) => {
    const shown = maskFieldChange(change.after === undefined ? before : manifest, change);
    return {
      ...shown,
      position: provenance.field(change.path),
      meaning: meaningOf(manifest, change),
      fingerprints: fingerprintsOf(change, shown, fingerprint),
    };
  });
}

/** Only of what is not shown as it is. */
function fingerprintsOf(
  { before, after }: FieldChange,
  shown: FieldChange,
  fingerprint: Fingerprint,
): Fingerprints | undefined {
  if (jsonEquals(before, shown.before) && jsonEquals(after, shown.after)) return undefined;
  const of = (value: JsonValue | undefined) =>
    value === undefined ? undefined : fingerprint(value);
  return { before: of(before), after: of(after) };
}
