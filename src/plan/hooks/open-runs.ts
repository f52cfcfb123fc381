import type { StepLedger } from '../../model/ledger/step-ledger.ts';
import { hookSteps } from '../../model/ledger/step-names.ts';
import { type ObjectId, splitApiVersion } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';

/** A run of a hook whose end is not on record. */
export interface OpenRun {
  /** Its object. */
  readonly id: ObjectId;
  readonly apiVersion: string;
  readonly record: StepRecord;
  /** Whether its hook is not planned any more: it left Git, or its target did. */
  readonly left: boolean;
}

/** Every run that has begun, and whose end nobody has recorded. */
export function openRuns(
  { records }: StepLedger,
  planned: ReadonlySet<string>,
): readonly OpenRun[] {
  return records
    .filter(({ step, outcome }) => step.startsWith(hookSteps) && outcome === 'Started')
    .map((record) => ({ ...objectOf(record), record, left: !planned.has(record.step) }));
}

function objectOf({ facts }: StepRecord): Pick<OpenRun, 'id' | 'apiVersion'> {
  const { apiVersion = '', kind = '', namespace = '', name = '' } = facts;
  return { id: { group: splitApiVersion(apiVersion).group, kind, namespace, name }, apiVersion };
}
