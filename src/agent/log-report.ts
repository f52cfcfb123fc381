import { formatProblem } from '../model/errors.ts';
import { formatObjectId } from '../model/object-id.ts';
import type { Log } from '../model/ports/log.ts';
import type { TargetReport } from '../report/target-report.ts';

/** A report as lines of the log: each change, each problem, then the outcome. */
export function logReport(report: TargetReport, log: Log): void {
  const about = log.with({ target: report.target, revision: report.revision });
  for (const { id, action, reason } of report.changes) {
    if (action !== 'unchanged') about.info(`${formatObjectId(id)} ${action}`, { reason });
  }
  for (const problem of report.problems) {
    about.error(formatProblem(problem), { code: problem.code });
  }
  for (const warning of report.warnings) {
    about.warn(formatProblem(warning), { code: warning.code });
  }
  const milliseconds = report.finishedAt - report.startedAt;
  const outcome = { phase: report.phase, milliseconds };
  const bad = report.phase === 'Failed' || report.phase === 'Refused';
  about[bad ? 'error' : 'info'](report.message, outcome);
  if (report.held !== undefined) {
    about.warn('deletions wait for approval', {
      digest: report.held.digest,
      objects: report.held.objects.map(formatObjectId),
      reasons: report.held.reasons,
    });
  }
}
