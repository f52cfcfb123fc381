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
