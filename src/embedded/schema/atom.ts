import { isJsonObject, type JsonValue } from '../../model/json.ts';

/** What a value of a type may be, and how two of them merge. A type may allow several kinds. */
export interface Atom {
  readonly scalar?: ScalarType;
  readonly list?: ListType;
  readonly map?: MapType;
}

export type ScalarType = 'numeric' | 'string' | 'boolean' | 'untyped';

/** A type by reference: types refer to themselves, so they are resolved on first use. */
export interface TypeReference {
  readonly atom: Atom;
}

export interface ListType {
  readonly items: TypeReference;
  /** Items of an `associative` list are merged one by one; an `atomic` list is one value. */
  readonly relationship: 'associative' | 'atomic';
  /** The fields that name an item of an associative list; none where it is a set. */
  readonly keys: readonly string[];
}

export interface MapType {
  readonly fields: ReadonlyMap<string, FieldType>;
  /** The type of every other key; `undefined` where no other key is allowed. */
  readonly others: TypeReference | undefined;
  readonly relationship: 'separable' | 'atomic';
  /** A map nothing is known about: its ownership is never reconciled with a schema. */
  readonly deduced: boolean;
}

export interface FieldType {
  readonly type: TypeReference;
  readonly defaultValue: JsonValue | undefined;
}

export type AtomKind = 'map' | 'scalar' | 'list';

/** The kind a value is handled as; a value of no allowed kind is handled as the first allowed. */
export function kindOf(atom: Atom, value: JsonValue | undefined): AtomKind | undefined {
  if (Array.isArray(value)) {
    if (atom.list !== undefined) return 'list';
  } else if (isJsonObject(value)) {
    if (atom.map !== undefined) return 'map';
  } else if (value !== undefined && value !== null && atom.scalar !== undefined) return 'scalar';
  if (atom.map !== undefined) return 'map';
  if (atom.scalar !== undefined) return 'scalar';
  return atom.list === undefined ? undefined : 'list';
}

/** The type of a key of a map. */
export function typeOfKey(map: MapType, key: string): TypeReference | undefined {
  return map.fields.get(key)?.type ?? map.others;
}

const untypedReference: TypeReference = {
  get atom() {
    return UNTYPED_ATOMIC;
  },
};
const deducedReference: TypeReference = {
  get atom() {
    return DEDUCED;
  },
};

/** Anything, as one value. */
export const UNTYPED_ATOMIC: Atom = {
  scalar: 'untyped',
  list: { items: untypedReference, relationship: 'atomic', keys: [] },
  map: { fields: new Map(), others: untypedReference, relationship: 'atomic', deduced: false },
};

/** Anything; maps are merged key by key. */
export const DEDUCED: Atom = {
  scalar: 'untyped',
  list: { items: untypedReference, relationship: 'atomic', keys: [] },
  map: { fields: new Map(), others: deducedReference, relationship: 'separable', deduced: true },
};
