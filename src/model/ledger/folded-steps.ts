import type { StepKey, StepOutcome, StepRecord } from '../ports/ledger.ts';
import { findEntry, fingerprintBytes, fingerprintOf, withoutEntry } from './fingerprints.ts';

/** What stays of steps whose details are gone: some bytes each, one after the other. */
export interface FoldedSteps {
  /** Fingerprints of the steps that have succeeded. */
  readonly Succeeded: Buffer;
  /** Fingerprints of the steps that have failed. */
  readonly Failed: Buffer;
  /**
   * Of every step whose latest run has succeeded: a fingerprint of its name, and
   * one of what that run was for.
   */
  readonly latest: Buffer;
}

/** The outcomes that survive without details. What was undone is as if it had never run. */
export type FoldedOutcome = 'Succeeded' | 'Failed';
const foldedOutcomes: readonly FoldedOutcome[] = ['Succeeded', 'Failed'];

export const nothingFolded: FoldedSteps = {
  Succeeded: Buffer.alloc(0),
  Failed: Buffer.alloc(0),
  latest: Buffer.alloc(0),
};

/** Bytes of an entry of `latest`. */
export const latestBytes = 2 * fingerprintBytes;

/** How a step has ended whose details are gone. */
export function foldedOutcome(folded: FoldedSteps, key: StepKey): FoldedOutcome | undefined {
  const fingerprint = stepFingerprint(key);
  return foldedOutcomes.find((outcome) => findEntry(folded[outcome], fingerprint) >= 0);
}

/** Whether the latest run of a step has succeeded, for exactly this, and its details are gone. */
export function lastSucceededFor(
  { latest }: FoldedSteps,
  step: string,
  facts: StepRecord['facts'],
): boolean {
  const at = findEntry(latest, fingerprintOf(step), latestBytes);
  if (at < 0) return false;
  return latest.subarray(at + fingerprintBytes, at + latestBytes).equals(occasionOf(facts));
}

/** Lets the details of steps go that have ended; they come in the order in which they began. */
export function fold(folded: FoldedSteps, records: readonly StepRecord[]): FoldedSteps {
  const added = (outcome: StepOutcome) =>
    records.filter((one) => one.outcome === outcome).map(stepFingerprint);
  return {
    Succeeded: Buffer.concat([folded.Succeeded, ...added('Succeeded')]),
    Failed: Buffer.concat([folded.Failed, ...added('Failed')]),
    latest: records.reduce(withLatest, folded.latest),
  };
}

/** What is folded, without a step that is on record in full again. */
export function unfold(folded: FoldedSteps, key: StepKey): FoldedSteps {
  if (foldedOutcome(folded, key) === undefined) return folded;
  const fingerprint = stepFingerprint(key);
  return {
    ...folded,
    Succeeded: withoutEntry(folded.Succeeded, fingerprint),
    Failed: withoutEntry(folded.Failed, fingerprint),
  };
}

function withLatest(latest: Buffer, { step, facts, outcome }: StepRecord): Buffer {
  const name = fingerprintOf(step);
  const others = withoutEntry(latest, name, latestBytes);
  if (outcome !== 'Succeeded' || facts.rendered === undefined) return others;
  return Buffer.concat([others, name, occasionOf(facts)]);
}

/** What a run was for: its own content, and all that its target rendered. */
function occasionOf({ content = '', rendered = '' }: StepRecord['facts']): Buffer {
  return fingerprintOf(content, rendered);
}

function stepFingerprint({ step, digest }: StepKey): Buffer {
  return fingerprintOf(step, digest);
}
