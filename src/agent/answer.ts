import type { Ledger, StepRecord } from '../model/ports/ledger.ts';

/** What a person may say of a step: it took effect, it did not and stays so, or it is to run again. */
export const answers = ['succeeded', 'failed', 'again'] as const;
export type Answer = (typeof answers)[number];

/** What came of an answer. */
export type Answered =
  | { readonly outcome: 'recorded'; readonly record: StepRecord }
  /** Nothing on record of that step waits for an answer. */
  | { readonly outcome: 'not-asked'; readonly steps: readonly string[] };

/**
 * Puts on record what a person says of a step that has failed, or of which nobody
 * knows whether it took effect. What runs or has succeeded cannot be answered.
 */
export async function answerStep(
  target: string,
  step: string,
  answer: Answer,
  ledger: Ledger,
): Promise<Answered> {
  const { records } = await ledger.read(target);
  const open = records.filter(({ outcome }) => outcome === 'Unknown' || outcome === 'Failed');
  const record = open.findLast((one) => one.step === step);
  if (record === undefined) {
    return { outcome: 'not-asked', steps: [...new Set(open.map((one) => one.step))] };
  }
  const settled = await ledger.settle(record, ends[answer]);
  return { outcome: 'recorded', record: settled };
}

const ends = {
  succeeded: { outcome: 'Succeeded', message: 'somebody says that it took effect' },
  failed: { outcome: 'Failed', message: 'somebody says that it did not take effect' },
  again: { outcome: 'Undone', message: 'somebody says that it is to run again' },
} as const;
