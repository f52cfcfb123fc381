import { selectField } from '../model/field-selector.ts';
import { lastAppliedAnnotation } from '../model/identity.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import { isReplaced, managedFieldsOf } from '../model/managed-fields.ts';
import type { FieldPath, Manifest } from '../model/manifest.ts';
import type { FoundDifference, Writer } from './field-difference.ts';
import { type OwnedPlace, placeBelow, rootPlace } from './owned-place.ts';
import { writerAt } from './writer-of.ts';

/**
 * Fields that Git does not set, of managers whose fields become ours when the
 * object is applied (`kubectl apply`, `create`, `replace`): the next apply
 * removes them. What other managers add is left alone, and is no difference.
 */
export function addedFields(wanted: Manifest, live: Manifest): readonly FoundDifference[] {
  const differences: FoundDifference[] = [];
  const owned = rootPlace(managedFieldsOf(live));
  collect({ wanted, live, owned, path: [], livePath: [] }, differences);
  return differences;
}

/** The same place in both objects: items of lists may stand elsewhere in the wanted one. */
interface CommonPlace {
  readonly wanted: JsonValue | undefined;
  readonly live: JsonValue;
  readonly owned: OwnedPlace;
  readonly path: FieldPath;
  readonly livePath: FieldPath;
}

function collect(place: CommonPlace, differences: FoundDifference[]): void {
  let newItems = 0;
  for (const key of keysOfReplaced(place.owned)) {
    const field = selectField(place.live, key);
    if (field === undefined) continue;
    const owned = placeBelow(place.owned, key);
    const livePath = [...place.livePath, field.step];
    const same = selectField(place.wanted, key);
    if (same !== undefined || isAnnotations(livePath)) {
      const path = [...place.path, same?.step ?? field.step];
      collect({ wanted: same?.value, live: field.value, owned, path, livePath }, differences);
    } else if (owned.every(({ entry }) => isReplaced(entry)) && !isBookkeeping(livePath)) {
      const isItem = typeof field.step === 'number' && Array.isArray(place.wanted);
      const step = isItem ? (place.wanted as readonly JsonValue[]).length + newItems++ : field.step;
      differences.push({
        path: [...place.path, step],
        livePath,
        wanted: undefined,
        live: field.value,
        writer: writerAt(owned) as Writer,
        doubt: undefined,
      });
    }
  }
}

function keysOfReplaced(owned: OwnedPlace): ReadonlySet<string> {
  const replaced = owned.filter(({ entry }) => isReplaced(entry));
  return new Set(
    replaced.flatMap(({ tree }) =>
      Object.keys(tree).filter((key) => key !== '.' && isJsonObject(tree[key])),
    ),
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
