import { InvalidInputError, messageOf, type Problem, TidewatchError } from '../model/errors.ts';
import { type ReportSubject, reportWithoutApply } from './report-of-apply.ts';
import type { TargetReport } from './target-report.ts';

/** The report of an attempt that a thrown error ended before anything was applied. */
export function reportOfError(
  subject: ReportSubject,
  thrown: unknown,
  finishedAt: number,
): TargetReport {
  const problems = problemsOf(thrown);
  const first = problems.length === 1 ? '' : `${problems.length} problems, the first: `;
  const message = `nothing applied: ${first}${problems[0]?.what ?? ''}`;
  return reportWithoutApply(subject, 'Failed', message, problems, finishedAt);
}

/** The problems that an error holds, or the error as one problem. */
export function problemsOf(thrown: unknown): readonly Problem[] {
  if (thrown instanceof InvalidInputError) return thrown.problems;
  const expected = thrown instanceof TidewatchError;
  return [
    {
      code: expected ? thrown.code : 'UNEXPECTED',
      position: undefined,
      subject: undefined,
      what: messageOf(thrown),
      advice: expected
        ? 'it is tried again by itself'
        : 'this is a defect of Tidewatch: report it with the log around it',
    },
  ];
}
