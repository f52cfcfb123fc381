import { selectField } from '../model/field-selector.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../model/json.ts';
import { isOurs, managedFieldsOf } from '../model/managed-fields.ts';
import type { Manifest } from '../model/manifest.ts';
import { withOwnerUids } from '../model/owner-uids.ts';
import { addedFields } from './added-fields.ts';
import type { Doubt, FieldDifference, FoundDifference, Writer } from './field-difference.ts';
import {
  isGranular,
  isOursAt,
  itemKey,
  itemKeyByNeighbours,
  type OwnedPlace,
  placeBelow,
  rootPlace,
} from './owned-place.ts';
import { shownValues } from './shown-values.ts';
import { lastOtherWriter, writerAt } from './writer-of.ts';

/**
 * The fields of a live object that somebody changed. Who owns a field decides:
 * the server takes a field from us when somebody else gives it another value,
 * so a field that is still ours has our value, and what Git does not set is
 * nobody's business. What stays doubtful is marked. In the order of the wanted
 * object; what was added comes last.
 */
export function compareObject(wanted: Manifest, live: Manifest): readonly FieldDifference[] {
  const entries = managedFieldsOf(live);
  const comparison: Comparison = {
    owned: entries.some(isOurs),
    lastWriter: lastOtherWriter(live),
    differences: [],
  };
  const settled = withOwnerUids(wanted, (owner) => {
    const owners = live.metadata.ownerReferences ?? [];
    return owners.find(({ kind, name }) => kind === owner.kind && name === owner.name)?.uid;
  });
  compareFields(ownable(settled), { value: live, path: [], owned: rootPlace(entries) }, comparison);
  return [...comparison.differences, ...addedFields(wanted, live)].map((difference) => ({
    ...difference,
    shown: shownValues(wanted, live, difference),
  }));
}

interface Comparison {
  /** Whether our own fields of the object are on record at all. */
  readonly owned: boolean;
  readonly lastWriter: Writer | undefined;
  readonly differences: FoundDifference[];
}

/** A place in the live object, on two ways: list items may stand elsewhere in the wanted one. */
interface LivePlace {
  readonly value: JsonValue | undefined;
  readonly path: readonly Step[];
  readonly owned: OwnedPlace;
}

interface Step {
  readonly wanted: string | number;
  readonly live: string | number;
}

/** Nobody owns what identifies an object. */
function ownable({ apiVersion: _version, kind: _kind, metadata, ...rest }: Manifest): JsonObject {
  const { name: _name, namespace: _namespace, ...ownableMetadata } = metadata;
  return { metadata: ownableMetadata, ...rest };
}

function compareFields(wanted: JsonValue, live: LivePlace, comparison: Comparison): void {
  // Server-side apply takes a null for a field that is not there.
  if (wanted === null || jsonEquals(wanted, live.value)) return;
  if (isJsonObject(wanted) && isJsonObject(live.value) && mayBeGranular(live.owned)) {
    for (const [name, child] of Object.entries(wanted)) {
      if (child !== undefined) compareFields(child, below(live, name), comparison);
    }
    return;
  }
  if (Array.isArray(wanted) && Array.isArray(live.value) && isGranular(live.owned)) {
    for (const [index, item] of wanted.entries()) compareItem(item, index, live, comparison);
    return;
  }
  found(wanted, live, comparison);
}

/** A map that nobody owns anything of may be of either sort: its fields say more than the whole. */
function mayBeGranular(owned: OwnedPlace): boolean {
  return owned.length === 0 || isGranular(owned);
}

function compareItem(
  wanted: JsonValue,
  index: number,
  live: LivePlace,
  comparison: Comparison,
): void {
  const key = itemKey(live.owned, wanted) ?? itemKeyByNeighbours(live.owned, wanted);
  const selected = key === undefined ? undefined : selectField(live.value, key);
  const step = { wanted: index, live: selected?.step ?? index };
  const place: LivePlace = {
    value: selected?.value,
    path: [...live.path, step],
    owned: key === undefined ? [] : placeBelow(live.owned, key),
  };
  compareFields(wanted, place, comparison);
}

function below({ value, path, owned }: LivePlace, name: string): LivePlace {
  return {
    value: isJsonObject(value) ? value[name] : undefined,
    path: [...path, { wanted: name, live: name }],
    owned: placeBelow(owned, `f:${name}`),
  };
}

function found(wanted: JsonValue, live: LivePlace, comparison: Comparison): void {
  comparison.differences.push({
    path: live.path.map((step) => step.wanted),
    livePath: live.path.map((step) => step.live),
    wanted,
    live: live.value,
    writer: writerAt(live.owned) ?? comparison.lastWriter,
    doubt: doubtAbout(wanted, live, comparison),
  });
}

function doubtAbout(wanted: JsonValue, live: LivePlace, { owned }: Comparison): Doubt | undefined {
  if (!owned) return 'no-ownership';
  if (isOursAt(live.owned)) return 'still-ours';
  return mayMeanTheSame(wanted, live.value) ? 'another-form' : undefined;
}

/** Quantities, durations and the like have many forms; what is empty may not be stored at all. */
function mayMeanTheSame(wanted: JsonValue, live: JsonValue | undefined): boolean {
  if (live === undefined) return isEmpty(wanted);
  return startsWithDigit(wanted) && startsWithDigit(live);
}

function isEmpty(value: JsonValue): boolean {
  if (value === '' || value === false || value === 0) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function startsWithDigit(value: JsonValue): boolean {
  return ['string', 'number', 'bigint'].includes(typeof value) && /^-?[\d.]/.test(String(value));
}
