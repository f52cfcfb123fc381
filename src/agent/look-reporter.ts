import type { Layout } from '../layout/layout.ts';
import type { Clock } from '../model/ports/clock.ts';
import { type ReportSubject, reportWithoutApply } from '../report/report-of-apply.ts';
import { reportOfError } from '../report/report-of-error.ts';
import type { TargetReport } from '../report/target-report.ts';
import type { Look } from './watch-repository.ts';

/**
 * Turns looks at a repository into a line of its own among the reports of its
 * targets: whether it can be read, and whether its layout is understood. Gives
 * `undefined` for a look that says nothing new.
 */
export function createLookReporter(
  place: Pick<ReportSubject, 'target' | 'repository' | 'path'>,
  clock: Clock,
): (look: Look) => TargetReport | undefined {
  let inForce: { readonly revision: string; readonly layout: Layout } | undefined;
  let failure: string | undefined;

  return (look) => {
    const subject = { ...place, prune: false, startedAt: clock.now() };
    if (look.outcome === 'failed') {
      const report = failed(look, subject, inForce?.revision, clock.now());
      const text = JSON.stringify([report.revision, report.message, report.problems]);
      if (text === failure) return undefined;
      failure = text;
      return report;
    }
    const recovered = failure !== undefined;
    failure = undefined;
    if (look.outcome === 'changed') inForce = look;
    if (inForce === undefined || (look.outcome === 'unchanged' && !recovered)) return undefined;
    return looked(inForce.layout, { ...subject, revision: inForce.revision }, clock.now());
  };
}

function failed(
  look: Extract<Look, { outcome: 'failed' }>,
  subject: Omit<ReportSubject, 'revision'>,
  inForce: string | undefined,
  now: number,
): TargetReport {
  const revision = look.revision ?? inForce ?? '';
  const report = reportOfError({ ...subject, revision }, look.error, now);
  const kept = inForce === undefined ? 'nothing is deployed from it' : `${inForce} stays in force`;
  return { ...report, message: `cannot be read; ${kept}` };
}

function looked(layout: Layout, subject: ReportSubject, now: number): TargetReport {
  const { targets, problems, warnings, complete } = layout;
  const count = `${targets.length} target${targets.length === 1 ? '' : 's'}`;
  const message = complete ? count : `${count}; parts cannot be read, so none counts as removed`;
  const report = reportWithoutApply(
    subject,
    problems.length === 0 ? 'Ready' : 'Failed',
    message,
    problems,
    now,
  );
  return { ...report, warnings };
}
