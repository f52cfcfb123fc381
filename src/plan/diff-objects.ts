import type { FieldChange } from '../model/change.ts';
import { lastAppliedAnnotation } from '../model/identity.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../model/json.ts';
import type { FieldPath, Manifest } from '../model/manifest.ts';
import { maskFieldChange } from '../model/mask.ts';
import { compareText } from '../model/object-id.ts';
import { alignItems } from './align-items.ts';

/** What only the server writes, in every object. */
const serverFields: ReadonlySet<string> = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'selfLink',
]);

/**
 * The fields that differ between a live object and what it would become, in the
 * order of their names; without what only the server writes, and masked. List
 * items are matched by what identifies them, so that an inserted container is
 * one change.
 */
export function diffObjects(before: Manifest, after: Manifest): readonly FieldChange[] {
  return unmaskedDifferences(before, after).map((change) =>
    maskFieldChange(change.after === undefined ? before : after, change),
  );
}

/** As `diffObjects`, with the values of Secrets: only for what tells their meaning. */
export function unmaskedDifferences(before: Manifest, after: Manifest): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  compare(comparable(before), comparable(after), [], changes);
  return changes;
}

/** An object without its status and what only the server writes. */
function comparable(object: Manifest): JsonObject {
  const { status: _status, metadata, ...rest } = object;
  const kept = Object.entries(metadata).filter(([key]) => !serverFields.has(key));
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) => key !== lastAppliedAnnotation,
  );
  const meta: JsonObject = {
    ...Object.fromEntries(kept),
    annotations: Object.fromEntries(annotations),
  };
  return { ...rest, metadata: meta };
}

function compare(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: FieldPath,
  changes: FieldChange[],
): void {
  if (jsonEquals(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const name of [...names].sort(compareText)) {
      compare(before[name], after[name], [...path, name], changes);
    }
    return;
  }
  const pairs =
    Array.isArray(before) && Array.isArray(after) ? alignItems(before, after) : undefined;
  if (pairs === undefined) {
    changes.push({ path, before, after });
    return;
  }
  for (const pair of pairs) compare(pair.before, pair.after, [...path, pair.index], changes);
}
