import { findStep, type StepLedger } from '../../model/ledger/step-ledger.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { MigrationDraft } from './decision.ts';
import { stepName } from './planned-migration.ts';

/** A migration that has begun: it is finished as it was planned then, whatever Git says by now. */
export interface OpenMigration {
  readonly draft: MigrationDraft;
  /** The record of its first step. */
  readonly record: StepRecord;
  /** Whether somebody has taken it back. */
  readonly aborted: boolean;
}

/** Where the first step keeps what is going to be done. */
export const planFact = 'plan';

/** The facts of a migration's first step. */
export function factsOf(draft: MigrationDraft): Readonly<Record<string, string>> {
  return { [planFact]: JSON.stringify(draft) };
}

/** The migrations of a target that have begun and not ended. */
export function openMigrations(ledger: StepLedger): readonly OpenMigration[] {
  return ledger.records.flatMap((record) => {
    if (!/^migration\/.*\/record$/.test(record.step)) return [];
    const draft = draftOf(record);
    if (draft === undefined || hasEnded(ledger, draft)) return [];
    return [{ draft, record, aborted: record.outcome === 'Undone' }];
  });
}

function draftOf({ facts }: StepRecord): MigrationDraft | undefined {
  const text = facts[planFact];
  // What was taken back and may begin again is planned from what is there then.
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as MigrationDraft);
}

function hasEnded(ledger: StepLedger, draft: MigrationDraft): boolean {
  const last = draft.steps.at(-1);
  return last === undefined || recordOf(ledger, draft, last.id)?.outcome === 'Succeeded';
}

export function recordOf(
  ledger: StepLedger,
  { id, digest }: Pick<MigrationDraft, 'id' | 'digest'>,
  step: string,
): StepRecord | undefined {
  return findStep(ledger, { target: ledger.target, step: stepName(id, step), digest });
}
