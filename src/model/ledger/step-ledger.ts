import { createHash } from 'node:crypto';
import type { StepKey, StepOutcome, StepRecord } from '../ports/ledger.ts';

/**
 * What is on record for one target. The newest steps are there in full; of older
 * ones that have ended only a fingerprint and the outcome are kept. So a ledger
 * stays small, and still knows every step that it has ever seen end.
 */
export interface StepLedger {
  readonly target: string;
  /** In the order in which their latest attempts began. */
  readonly records: readonly StepRecord[];
  /** Fingerprints of steps whose details are gone, by outcome. */
  readonly folded: Readonly<Record<FoldedOutcome, ReadonlySet<string>>>;
}

/** The outcomes that survive without details. What was undone is as if it had never run. */
export type FoldedOutcome = 'Succeeded' | 'Failed';

/** Steps kept in full. Those that have not ended are kept beyond it. */
const recordsInFull = 200;

export function emptyLedger(target: string): StepLedger {
  return { target, records: [], folded: { Succeeded: new Set(), Failed: new Set() } };
}

/** What is on record of a step; a step whose details are gone has its outcome, and little else. */
export function findStep(ledger: StepLedger, key: StepKey): StepRecord | undefined {
  const record = ledger.records.find((one) => isSameStep(one, key));
  if (record !== undefined) return record;
  const fingerprint = fingerprintOf(key);
  const outcome = foldedOutcomes.find((one) => ledger.folded[one].has(fingerprint));
  return outcome === undefined ? undefined : foldedRecord(key, outcome);
}

const foldedOutcomes: readonly FoldedOutcome[] = ['Succeeded', 'Failed'];

function foldedRecord({ target, step, digest }: StepKey, outcome: FoldedOutcome): StepRecord {
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
  const fingerprint = fingerprintOf(record);
  const folded = {
    Succeeded: without(ledger.folded.Succeeded, fingerprint),
    Failed: without(ledger.folded.Failed, fingerprint),
  };
  return foldOldest({ ...ledger, records, folded });
}

function foldOldest(ledger: StepLedger): StepLedger {
  const excess = ledger.records.length - recordsInFull;
  if (excess <= 0) return ledger;
  const ended = ledger.records.filter(({ outcome }) => hasEnded(outcome)).slice(0, excess);
  const folding = new Set(ended);
  const fold = (outcome: FoldedOutcome) => {
    const added = ended.filter((one) => one.outcome === outcome).map(fingerprintOf);
    return new Set([...ledger.folded[outcome], ...added]);
  };
  return {
    ...ledger,
    records: ledger.records.filter((one) => !folding.has(one)),
    folded: { Succeeded: fold('Succeeded'), Failed: fold('Failed') },
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

/** 12 bytes are enough to tell apart more steps than a ledger can hold. */
function fingerprintOf({ step, digest }: StepKey): string {
  const hash = createHash('sha256').update(`${step}\n${digest}`).digest();
  return hash.subarray(0, 12).toString('base64');
}

function without(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  if (!set.has(value)) return set;
  return new Set([...set].filter((one) => one !== value));
}
