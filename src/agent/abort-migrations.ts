import type { StepContext } from '../apply/migrations/step-kind.ts';
import { StepBlockedError } from '../apply/migrations/step-kind.ts';
import { kindOf } from '../apply/migrations/step-kinds.ts';
import type { StepLedger } from '../model/ledger/step-ledger.ts';
import type { Ledger, StepRecord } from '../model/ports/ledger.ts';
import type { MigrationDraft, StepDraft } from '../plan/migrations/decision.ts';
import { openMigrations, planFact, recordOf } from '../plan/migrations/open-migrations.ts';

/** What became of one step that was to be taken back. */
export interface UndoneStep {
  readonly title: string;
  readonly result: 'undone' | 'cannot-be-undone' | 'stopped';
  /** What undoing it did, or why it did not. */
  readonly text: string;
}

/** What taking back a migration came to; it counts as taken back where all of it is. */
export interface AbortedMigration {
  readonly title: string;
  readonly steps: readonly UndoneStep[];
  readonly aborted: boolean;
}

/** Steps that change nothing on the cluster: there is nothing to take back. */
const withoutEffect: ReadonlySet<string> = new Set(['record', 'check-volume']);

/**
 * Takes back what the migrations of a target have done so far, last step first.
 * One of which a step cannot be taken back is left as it is: it can only go on.
 */
export async function abortMigrations(
  target: string,
  ledger: Ledger,
  on: StepContext,
): Promise<readonly AbortedMigration[]> {
  const known = await ledger.read(target);
  const results: AbortedMigration[] = [];
  for (const { draft, record, aborted } of openMigrations(known)) {
    if (!aborted) results.push(await abortOne(draft, record, known, ledger, on));
  }
  return results;
}

async function abortOne(
  draft: MigrationDraft,
  opening: StepRecord,
  known: StepLedger,
  ledger: Ledger,
  on: StepContext,
): Promise<AbortedMigration> {
  const { title } = draft;
  const begun = draft.steps
    .filter(({ action }) => !withoutEffect.has(action.kind))
    .map((step) => ({ step, record: recordOf(known, draft, step.id) }))
    .filter(({ record }) => record !== undefined && hasEffect(record));
  const final = begun.filter(({ step }) => step.undo === undefined);
  if (final.length > 0) {
    const text = 'nothing is taken back: the migration can only go on';
    const steps = final.map(({ step }) => undone(step, 'cannot-be-undone', text));
    return { title, steps, aborted: false };
  }
  const steps: UndoneStep[] = [];
  for (const { step, record } of begun.reverse()) {
    if (record === undefined) continue;
    try {
      await kindOf(step.action).undo?.(step.action, on);
    } catch (thrown) {
      if (!(thrown instanceof StepBlockedError)) throw thrown;
      return { title, steps: [...steps, undone(step, 'stopped', thrown.message)], aborted: false };
    }
    await ledger.settle(record, { outcome: 'Undone', message: 'taken back by hand' });
    steps.push(undone(step, 'undone', step.undo ?? ''));
  }
  await ledger.settle(opening, { outcome: 'Undone', message: 'taken back by hand' });
  return { title, steps, aborted: true };
}

/** Whether a step may have taken effect. */
function hasEffect({ outcome }: StepRecord): boolean {
  return outcome !== 'Undone' && outcome !== 'Failed';
}

function undone({ title }: StepDraft, result: UndoneStep['result'], text: string): UndoneStep {
  return { title, result, text };
}

/**
 * Lets migrations begin again that were taken back: from what is there then.
 * Gives their titles.
 */
export async function resumeMigrations(target: string, ledger: Ledger): Promise<readonly string[]> {
  const aborted = openMigrations(await ledger.read(target)).filter((one) => one.aborted);
  for (const { record } of aborted) {
    const facts = { [planFact]: '' };
    await ledger.settle(record, { outcome: 'Failed', message: 'to begin again', facts });
  }
  return aborted.map(({ draft }) => draft.title);
}
