import type { JsonValue } from '../model/json.ts';
import type { FieldPath } from '../model/manifest.ts';
import type { ObjectId } from '../model/object-id.ts';
import type { Position } from '../model/position.ts';
import type { Writer } from './field-difference.ts';

/**
 * - `changed`: fields of the object are not as wanted.
 * - `deleted`: the object is gone, or on its way.
 * - `foreign`: the object carries the label of the target, which never made it.
 */
export type DriftKind = 'changed' | 'deleted' | 'foreign';

/** One field that somebody changed. Plain data; secrets are masked. */
export interface FieldDrift {
  /** In the wanted object, or where it would stand there: new items of a list after all others. */
  readonly path: FieldPath;
  /** `undefined`: Git does not set the field. */
  readonly wanted: JsonValue | undefined;
  /** `undefined`: the field is gone. */
  readonly live: JsonValue | undefined;
  readonly writer: Writer | undefined;
  /** Where the wanted value is set in Git. */
  readonly position: Position | undefined;
  /** What the change means, a line each. */
  readonly meaning: readonly string[];
}

/** What is done about drift of an object. */
export type DriftAnswer =
  /** It stays until somebody or Git changes the object again. */
  | { readonly kind: 'warn' }
  /** What Git has is applied again; milliseconds since the epoch. */
  | { readonly kind: 'correct'; readonly at: number }
  /** Correcting it did not last: it stays, and the message names both sides. */
  | { readonly kind: 'fight'; readonly message: string };

/** Drift that an agent knows of. */
export interface KnownDrift extends ObjectDrift {
  /** When the agent saw it first; milliseconds since the epoch. */
  readonly firstSeen: number;
  readonly answer: DriftAnswer;
}

/** One object that is not as it was applied. */
export interface ObjectDrift {
  readonly id: ObjectId;
  readonly kind: DriftKind;
  /** What is not as wanted of a `changed` object. */
  readonly fields: readonly FieldDrift[];
  /** Where the object is written in Git; `undefined` for a `foreign` one. */
  readonly position: Position | undefined;
  /** Who made a `foreign` object. */
  readonly writer: Writer | undefined;
}
