import { createHash } from 'node:crypto';
import type { KnownDrift } from '../drift/drift.ts';
import { formatProblem } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import { formatObjectId, type ObjectId, objectKey } from '../model/object-id.ts';
import { driftRecordOf } from './drift-record.ts';
import { driftSummary } from './drift-text.ts';
import { countChanges, type TargetReport } from './target-report.ts';

/** What an Event is about. */
export interface EventSubject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | undefined;
}

/** Something worth an Event. */
export interface Notice {
  readonly type: 'Normal' | 'Warning';
  /** In the words that tidb-operator and Flux users already filter by. */
  readonly reason: string;
  readonly message: string;
}

/** Something about the drift of one object. */
export interface DriftNotice extends Notice {
  readonly id: ObjectId;
}

/** The API server refuses longer messages. */
const longestMessage = 1_024;

/** What to tell about a report; nothing about a report that says what the one before said. */
export function noticesOf(report: TargetReport, previous: TargetReport | undefined): Notice[] {
  const notices: Notice[] = [];
  const effective = report.changes.filter(
    ({ action }) => action === 'created' || action === 'configured' || action === 'deleted',
  );
  if (effective.length > 0) {
    const message = `${report.revision}: ${countChanges(effective)}`;
    notices.push({ type: 'Normal', reason: 'Applied', message });
  }
  if (report.phase !== previous?.phase || report.message !== previous.message) {
    notices.push(...phaseNotices(report));
  }
  if (report.held !== undefined && report.held.digest !== previous?.held?.digest) {
    const message = `${report.held.objects.length} ${report.held.what ?? 'deletions'} wait for approval: ${report.held.reasons.join('; ')}`;
    notices.push({ type: 'Warning', reason: 'ApprovalRequired', message });
  }
  return notices;
}

/** What to tell about the drift of a target: what is new, what is gone, and fights. */
export function driftNotices(
  now: readonly KnownDrift[],
  before: readonly KnownDrift[],
): readonly DriftNotice[] {
  const old = new Map(before.map((drift) => [objectKey(drift.id), drift]));
  const notices: DriftNotice[] = [];
  for (const drift of now) {
    const record = driftRecordOf(drift);
    const known = old.get(objectKey(drift.id));
    old.delete(objectKey(drift.id));
    const message = driftSummary(record);
    if (known === undefined || driftSummary(driftRecordOf(known)) !== message) {
      notices.push({ id: drift.id, type: 'Warning', reason: 'DriftDetected', message });
    }
    if (drift.answer.kind === 'fight' && known?.answer.kind !== 'fight') {
      const fight = `${record.object}: ${drift.answer.message}`;
      notices.push({ id: drift.id, type: 'Warning', reason: 'DriftFight', message: fight });
    }
  }
  for (const { id } of old.values()) {
    const message = `${formatObjectId(id)}: no drift any more`;
    notices.push({ id, type: 'Normal', reason: 'DriftResolved', message });
  }
  return notices;
}

function phaseNotices(report: TargetReport): Notice[] {
  const { phase, message, revision, problems } = report;
  switch (phase) {
    case 'Ready':
      return [
        { type: 'Normal', reason: 'ReconciliationSucceeded', message: `${revision}: ${message}` },
      ];
    case 'Failed':
    case 'Refused': {
      const invalid = problems.length > 0;
      const text = invalid ? problems.map(formatProblem).join('\n') : message;
      const reason = invalid ? 'FailedValidation' : 'FailedSync';
      return [{ type: 'Warning', reason, message: `${revision}: ${text}` }];
    }
    case 'Progressing':
      return [{ type: 'Warning', reason: 'HealthCheckFailed', message: `${revision}: ${message}` }];
    case 'Removed':
    case 'Waiting':
    case 'Suspended':
      return [];
  }
}

/**
 * The Event object for a notice. Its name is made of what it says, so that the
 * same notice again counts up one Event rather than adding another.
 */
export function encodeEvent(
  notice: Notice,
  subject: EventSubject,
  times: { readonly first: number; readonly last: number; readonly count: number },
): Manifest {
  const message =
    notice.message.length <= longestMessage
      ? notice.message
      : `${notice.message.slice(0, longestMessage - 1)}…`;
  const digest = createHash('sha256')
    .update(JSON.stringify([subject, notice.type, notice.reason, message]))
    .digest('hex');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${subject.name}.${digest.slice(0, 16)}`, namespace: subject.namespace },
    involvedObject: {
      apiVersion: subject.apiVersion,
      kind: subject.kind,
      namespace: subject.namespace,
      name: subject.name,
      ...(subject.uid === undefined ? {} : { uid: subject.uid }),
    },
    type: notice.type,
    reason: notice.reason,
    message,
    source: { component: 'tidewatch' },
    reportingComponent: 'tidewatch',
    firstTimestamp: seconds(times.first),
    lastTimestamp: seconds(times.last),
    count: times.count,
  };
}

/** RFC 3339 without fractions: what the API server keeps of a `metav1.Time`. */
function seconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
