import type { StepAttempt, StepEnd, StepRecord } from '../../model/ports/ledger.ts';

/** The record of an attempt that begins now. */
export function started(
  { target, step, digest, revision, facts }: StepAttempt,
  previous: StepRecord | undefined,
  by: string,
  now: number,
): StepRecord {
  return {
    target,
    step,
    digest,
    revision,
    facts: { ...previous?.facts, ...facts },
    attempts: (previous?.attempts ?? 0) + 1,
    outcome: 'Started',
    startedAt: new Date(now).toISOString(),
    finishedAt: undefined,
    by,
    message: '',
  };
}

/** The record of an attempt that has ended now. */
export function ended(record: StepRecord, end: StepEnd, now: number): StepRecord {
  return {
    ...record,
    outcome: end.outcome,
    message: end.message,
    facts: { ...record.facts, ...end.facts },
    finishedAt: new Date(now).toISOString(),
  };
}
