import type { JsonValue } from '../model/json.ts';
import type { FieldPath } from '../model/manifest.ts';
import type { ObjectId } from '../model/object-id.ts';

/** A field whose live value is to be written into Git. Not masked: never to be shown as it is. */
export interface DriftedField {
  readonly id: ObjectId;
  /** In the wanted object, or where it would stand there: new items of a list after all others. */
  readonly path: FieldPath;
  /** `undefined`: Git does not set the field. */
  readonly wanted: JsonValue | undefined;
  /** `undefined`: the field is gone. */
  readonly live: JsonValue | undefined;
  /** Who wrote it, and when, in words; unset where that is not on record. */
  readonly by?: string | undefined;
  /** Whether the live object tells that it is a secret. Default: only what the wanted one tells. */
  readonly isSecret?: boolean;
}

/** What a field is to be in a file. */
export interface FieldChange {
  readonly path: FieldPath;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}
