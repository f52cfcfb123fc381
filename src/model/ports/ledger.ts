import type { StepLedger } from '../ledger/step-ledger.ts';

/**
 * How an attempt at a step stands:
 *
 * - `Started`: somebody has begun it. Found after a restart it means that
 *   nobody knows whether it took effect: it is verified, never repeated blindly.
 * - `Succeeded`: it took effect, and never runs again for its digest.
 * - `Failed`: it did not take effect, or not as it should; it may be begun again.
 * - `Undone`: it took effect and was taken back; it may be begun again.
 * - `Unknown`: it could not be verified; only a person's answer goes on from here.
 */
export type StepOutcome = 'Started' | 'Succeeded' | 'Failed' | 'Undone' | 'Unknown';

/** What names one step of one target with one content. */
export interface StepKey {
  readonly target: string;
  /** Stable: `hook/PreSync/Job/ns/name`, `migration/…`. */
  readonly step: string;
  /** What the step would do, and for which state: `sha256:…`. Another content is another step. */
  readonly digest: string;
}

/** What is to be begun. */
export interface StepAttempt extends StepKey {
  /** The revision it is begun for. */
  readonly revision: string;
  /** Small texts that a later attempt, or undoing, needs: uids, what a field held before. Never secrets. */
  readonly facts: Readonly<Record<string, string>>;
}

/** What is on record of one step: its latest attempt. */
export interface StepRecord extends StepAttempt {
  /** Attempts begun so far, this one included. */
  readonly attempts: number;
  readonly outcome: StepOutcome;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339; `undefined` while `Started`. */
  readonly finishedAt: string | undefined;
  /** Who began the attempt: one process, not one installation. */
  readonly by: string;
  /** For people; empty while there is nothing to say. */
  readonly message: string;
}

/** How an attempt ended. */
export interface StepEnd {
  readonly outcome: Exclude<StepOutcome, 'Started'>;
  readonly message: string;
  /** Put beside what the attempt began with. */
  readonly facts?: Readonly<Record<string, string>>;
}

/**
 * The durable record of which hooks and migration steps have run. Whoever writes
 * names what he saw: of two who begin the same step at once, one fails.
 */
export interface Ledger {
  /** Everything on record for a target; empty where nothing is. Throws `LedgerUnreadableError`. */
  read(target: string, signal?: AbortSignal): Promise<StepLedger>;
  /**
   * Records that a step is about to be done. `seen` is what the caller found on
   * record for it. Throws `LedgerConflictError` where the record is another one
   * by now, or the step has succeeded; `LedgerFullError` where no more fits.
   */
  begin(attempt: StepAttempt, seen: StepRecord | undefined): Promise<StepRecord>;
  /**
   * Puts facts beside an attempt that goes on. Throws `LedgerConflictError` where
   * `record` is not what is on record any more.
   */
  note(record: StepRecord, facts: StepRecord['facts']): Promise<StepRecord>;
  /**
   * Records how an attempt ended, or what became of it since. Throws
   * `LedgerConflictError` where `record` is not what is on record any more.
   */
  settle(record: StepRecord, end: StepEnd): Promise<StepRecord>;
  /** Forgets a target that is gone, with all that it had. */
  forget(target: string): Promise<void>;
}
