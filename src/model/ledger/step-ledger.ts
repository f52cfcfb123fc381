import type { StepKey, StepOutcome, StepRecord } from '../ports/ledger.ts';
import {
  type FoldedOutcome,
  type FoldedSteps,
  fold,
  foldedOutcome,
  nothingFolded,
  unfold,
} from './folded-steps.ts';

/**
 * What is on record for one target. The newest steps are there in full; of older
 * ones that have ended only fingerprints and the outcome are kept. So a ledger
 * stays small, and still knows every step that it has ever seen end.
 */
export interface StepLedger {
  readonly target: string;
  /** In the order in which their latest attempts began. */
  readonly records: readonly StepRecord[];
  /** Steps whose details are gone. */
  readonly folded: FoldedSteps;
}

/** Steps kept in full. Those that have not ended are kept beyond it. */
const recordsInFull = 200;
/** So many more are waited for before any is folded: what is folded is written seldom. */
const foldedAtOnce = 50;

export function emptyLedger(target: string): StepLedger {
  return { target, records: [], folded: nothingFolded };
}

/** What is on record of a step; a step whose details are gone has its outcome, and little else. */
export function findStep(ledger: StepLedger, key: StepKey): StepRecord | undefined {
  const record = ledger.records.find((one) => isSameStep(one, key));
  if (record !== undefined) return record;
  const outcome = foldedOutcome(ledger.folded, key);
  return outcome === undefined ? undefined : foldedRecord(key, outcome);
}

/** What is known of a step whose details are gone. */
export function foldedRecord(
  { target, step, digest }: StepKey,
  outcome: FoldedOutcome,
): StepRecord {
  return {
    target,
    step,
    digest,
    revision: '',
    facts: {},
    attempts: 1,
    outcome,
    startedAt: '',
    finishedAt: '',
    by: '',
    message: 'its details are not kept any more',
  };
}

/** The ledger with a record put in place of the step's last one; older records are folded. */
export function withRecord(ledger: StepLedger, record: StepRecord): StepLedger {
  const others = ledger.records.filter((one) => !isSameStep(one, record));
  const begun = ledger.records.findIndex((one) => isSameAttempt(one, record));
  const records =
    begun < 0 ? [...others, record] : [...others.slice(0, begun), record, ...others.slice(begun)];
  const isNew = others.length === ledger.records.length;
  const folded = isNew ? unfold(ledger.folded, record) : ledger.folded;
  return foldOldest({ ...ledger, records, folded });
}

function foldOldest(ledger: StepLedger): StepLedger {
  const excess = ledger.records.length - recordsInFull;
  if (excess <= foldedAtOnce) return ledger;
  const ended = ledger.records.filter(({ outcome }) => hasEnded(outcome)).slice(0, excess);
  const folding = new Set(ended);
  return {
    ...ledger,
    records: ledger.records.filter((one) => !folding.has(one)),
    folded: fold(ledger.folded, ended),
  };
}

/** Whether nobody has to come back to an attempt with this outcome. */
export function hasEnded(outcome: StepOutcome): boolean {
  return outcome !== 'Started' && outcome !== 'Unknown';
}

export function isSameStep(a: StepKey, b: StepKey): boolean {
  return a.target === b.target && a.step === b.step && a.digest === b.digest;
}

/** Whether two records are of one attempt, however it went on. */
export function isSameAttempt(a: StepRecord, b: StepRecord): boolean {
  return (
    isSameStep(a, b) && a.attempts === b.attempts && a.by === b.by && a.startedAt === b.startedAt
  );
}

/** Whether a record is exactly what somebody saw. */
export function isAsSeen(found: StepRecord | undefined, seen: StepRecord | undefined): boolean {
  if (found === undefined || seen === undefined) return found === seen;
  return isSameAttempt(found, seen) && found.outcome === seen.outcome;
}
