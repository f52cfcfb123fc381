import type { JsonValue } from './json.ts';
import type { FieldPath } from './manifest.ts';
import type { ObjectId } from './object-id.ts';

export type ChangeAction =
  | 'created'
  | 'configured'
  | 'unchanged'
  | 'deleted'
  | 'skipped'
  | 'failed';

/** What happened to one object, and why. Every effect on a cluster yields one. */
export interface Change {
  readonly id: ObjectId;
  readonly action: ChangeAction;
  readonly reason: string;
}

/** One field that differs. `undefined` stands for "not there". Secret values are masked already. */
export interface FieldChange {
  readonly path: FieldPath;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}
