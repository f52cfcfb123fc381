import type { ObjectId } from '../../model/object-id.ts';

/** Why changes that disrupt something have to wait. */
export interface Hold {
  /** `window` and `gate` let safe changes pass, `approval` lets nothing pass. */
  readonly by: 'window' | 'gate' | 'approval';
  /** What it waits for: `the maintenance window, which opens at …`. */
  readonly reason: string;
  /** When it ends, in milliseconds since the epoch; `undefined` where nobody knows. */
  readonly until: number | undefined;
}

/** Something of a plan that is not done now. */
export interface WaitingChange {
  readonly what: 'apply' | 'delete' | 'hook' | 'migration';
  readonly id: ObjectId;
  /** What would happen: `3 fields differ`. */
  readonly reason: string;
}
