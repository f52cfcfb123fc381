import type { KnownDrift } from '../drift/drift.ts';
import { objectKey } from '../model/object-id.ts';
import type { ConditionStatement } from '../monitor/status.ts';
import type { MonitorSummary } from '../monitor/summary.ts';
import { driftRecordOf } from './drift-record.ts';
import { driftSummary } from './drift-text.ts';

/** Objects that a condition names; the others are counted. */
const mostNamed = 3;
/** Characters of one object's line. */
const longest = 300;

/** What the condition `Drifted` of a TidbMonitor says, of all the drift of its target. */
export function driftStatement(
  drifts: readonly KnownDrift[],
  { id, children }: Pick<MonitorSummary, 'id' | 'children'>,
): ConditionStatement {
  const own = new Set([id, ...children].map(objectKey));
  const found = drifts.filter((drift) => own.has(objectKey(drift.id)));
  if (found.length === 0) {
    return { status: 'False', reason: 'AsInGit', message: 'its objects are as Git has them' };
  }
  const named = found
    .slice(0, mostNamed)
    .map((drift) => cut(driftSummary(driftRecordOf(drift))))
    .join('; ');
  const more = found.length - mostNamed;
  const message = more > 0 ? `${named}; and ${more} more` : named;
  return { status: 'True', reason: 'ChangedOnCluster', message };
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
