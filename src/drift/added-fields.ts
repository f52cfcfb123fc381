import { selectField } from '../model/field-selector.ts';
import { lastAppliedAnnotation } from '../model/identity.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { isReplaced, managedFieldsOf } from '../model/managed-fields.ts';
import type { FieldPath, Manifest } from '../model/manifest.ts';
import type { FieldDifference, Writer } from './field-difference.ts';
import { type OwnedPlace, placeBelow, rootPlace } from './owned-place.ts';
import { writerAt } from './writer-of.ts';

/**
 * Fields that Git does not set, of managers whose fields become ours when the
 * object is applied (`kubectl apply`, `create`, `replace`): the next apply
 * removes them. What other managers add is left alone, and is no difference.
 */
export function addedFields(wanted: Manifest, live: Manifest): readonly FieldDifference[] {
  const entries = managedFieldsOf(live);
  const differences: FieldDifference[] = [];
  collect(wanted, live, rootPlace(entries), [], differences);
  return differences;
}

function collect(
  wanted: JsonValue | undefined,
  live: JsonValue,
  owned: OwnedPlace,
  path: FieldPath,
  differences: FieldDifference[],
): void {
  for (const key of keysOfReplaced(owned)) {
    const field = selectField(live, key);
    if (field === undefined || key === '.') continue;
    const place = placeBelow(owned, key);
    const at = [...path, field.step];
    const same = wanted === undefined ? undefined : selectField(wanted, key);
    if (same !== undefined || isAnnotations(at)) {
      collect(same?.value, field.value, place, at, differences);
    } else if (place.every(({ entry }) => isReplaced(entry)) && !isBookkeeping(at)) {
      differences.push({
        path: at,
        livePath: at,
        wanted: undefined,
        live: field.value,
        writer: writerAt(place) as Writer,
        doubt: undefined,
      });
    }
  }
}

function keysOfReplaced(owned: OwnedPlace): ReadonlySet<string> {
  const replaced = owned.filter(({ entry }) => isReplaced(entry));
  return new Set(
    replaced.flatMap(({ tree }) => Object.keys(tree).filter((key) => isJsonObject(tree[key]))),
  );
}

/** kubectl's copy of the object. */
function isBookkeeping(path: FieldPath): boolean {
  return path.at(-1) === lastAppliedAnnotation;
}

/** They may be there for that copy alone. */
function isAnnotations(path: FieldPath): boolean {
  return path.join('.') === 'metadata.annotations';
}
