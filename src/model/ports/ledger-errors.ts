import { TidewatchError } from '../errors.ts';
import type { StepKey, StepRecord } from './ledger.ts';

/** Somebody else has begun, ended or answered the same step since it was looked at. */
export class LedgerConflictError extends TidewatchError {
  override readonly code = 'LEDGER_CONFLICT';

  constructor({ target, step, digest }: StepKey, found: StepRecord | undefined) {
    const state =
      found === undefined ? 'is not on record' : `is ${found.outcome} on record, by ${found.by}`;
    super(
      `${target}: step ${step} ${state}: somebody else works on this target; nothing was done, the next attempt looks again`,
      { data: { target, step, digest, outcome: found?.outcome, by: found?.by } },
    );
  }
}

/** A ledger on the cluster that cannot be read. Without it nobody knows what has run. */
export class LedgerUnreadableError extends TidewatchError {
  override readonly code = 'LEDGER_UNREADABLE';
}

/** A ledger that can take no more steps. */
export class LedgerFullError extends TidewatchError {
  override readonly code = 'LEDGER_FULL';
}
