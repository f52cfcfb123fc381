import type { JsonValue } from '../model/json.ts';
import type { FieldPath } from '../model/manifest.ts';

/** Who wrote a field, as the server keeps it in `managedFields`. */
export interface Writer {
  readonly manager: string;
  /** `Apply` or `Update`. */
  readonly operation: string;
  /** `scale`, `status`, … where it was written through one. */
  readonly subresource: string | undefined;
  /** When it wrote last, RFC 3339, to the second. */
  readonly time: string | undefined;
  /**
   * Whether the server has it on record that this manager wrote the field. A
   * removal leaves no trace: then it is only who wrote the object last.
   */
  readonly recorded: boolean;
}

/**
 * Why a difference may be none: the field is still ours, so that the server
 * itself may have written the value in another form; nobody's ownership is on
 * record; or the two values may say the same. Only a dry-run tells.
 */
export type Doubt = 'still-ours' | 'no-ownership' | 'another-form';

/** One field of a live object that is not as wanted, as the two objects have it. */
export interface FoundDifference {
  /** In the wanted object, or where it would stand there: new items of a list after all others. */
  readonly path: FieldPath;
  /** In the live object, or where it would stand there. */
  readonly livePath: FieldPath;
  readonly wanted: JsonValue | undefined;
  readonly live: JsonValue | undefined;
  readonly writer: Writer | undefined;
  readonly doubt: Doubt | undefined;
}

/**
 * The same, together with its values as they may be shown. `wanted` and `live`
 * are not masked: never to be shown.
 */
export interface FieldDifference extends FoundDifference {
  readonly shown: Pick<FoundDifference, 'wanted' | 'live'>;
}
