import { formatProblem } from '../model/errors.ts';
import { jsonEquals } from '../model/json.ts';
import { formatObjectId } from '../model/object-id.ts';
import type { Log } from '../model/ports/log.ts';
import type { TargetReport } from '../report/target-report.ts';

/**
 * A report as lines of the log: each change, each problem, then the outcome. One
 * that only repeats the report before it is for debugging.
 */
export function logReport(
  report: TargetReport,
  previous: TargetReport | undefined,
  log: Log,
): void {
  const about = log.with({ target: report.target, revision: report.revision });
  for (const { id, action, reason } of report.changes) {
    if (action !== 'unchanged') about.info(`${formatObjectId(id)} ${action}`, { reason });
  }
  const outcome = { phase: report.phase, milliseconds: report.finishedAt - report.startedAt };
  if (previous !== undefined && saysTheSame(report, previous)) {
    about.debug(report.message, outcome);
    return;
  }
  for (const problem of report.problems) {
    about.error(formatProblem(problem), { code: problem.code });
  }
  for (const warning of report.warnings) {
    about.warn(formatProblem(warning), { code: warning.code });
  }
  const bad = report.phase === 'Failed' || report.phase === 'Refused';
  about[bad ? 'error' : 'info'](report.message, outcome);
  if (report.next.length > 0) about.warn('it needs an answer', { next: report.next });
  if (report.held !== undefined) {
    about.warn(`${report.held.what ?? 'deletions'} wait for approval`, {
      digest: report.held.digest,
      objects: report.held.objects.map(formatObjectId),
      reasons: report.held.reasons,
    });
  }
}

function saysTheSame(report: TargetReport, previous: TargetReport): boolean {
  return jsonEquals(essence(report), essence(previous));
}

function essence({ revision, phase, message, problems, warnings, held }: TargetReport) {
  return [
    ...[revision, phase, message, held?.digest ?? ''],
    problems.map(formatProblem),
    warnings.map(formatProblem),
  ];
}
