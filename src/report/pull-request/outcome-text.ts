import { formatDuration } from '../../model/duration.ts';
import { formatProblem } from '../../model/errors.ts';
import { code, list } from '../markdown.ts';
import type { TargetReport } from '../target-report.ts';

/** What became of a merged pull request. */
export interface Outcome {
  /** As `main@sha1:…`. */
  readonly revision: string;
  /** The last reports of the targets that it changed, at that revision or a later one. */
  readonly reports: readonly TargetReport[];
  /** From the merge being seen until now, in milliseconds. */
  readonly took: number;
}

const begin = '<!-- tidewatch outcome -->';
const end = '<!-- tidewatch outcome end -->';

/** Whether all is well. */
export function isGood({ reports }: Outcome): boolean {
  return reports.every(({ phase }) => phase === 'Ready' || phase === 'Removed');
}

/** `deployed in revision main@sha1:… to production, healthy after 42s`. */
export function outcomeSummary(outcome: Outcome): string {
  const { revision, reports, took } = outcome;
  if (isGood(outcome)) {
    const targets = reports.map(({ target }) => target).join(', ');
    return `deployed in revision ${revision} to ${targets}, healthy after ${formatDuration(took)}`;
  }
  const bad = reports.filter(({ phase }) => phase !== 'Ready' && phase !== 'Removed');
  const names = bad.map(({ target, phase }) => `${target} is ${phase}`).join(', ');
  return `revision ${revision} is not deployed as it should be: ${names}`;
}

/** A comment with what became of the change put in front of what it said; replaces an earlier outcome. */
export function withOutcome(body: string, outcome: Outcome): string {
  const text = [begin, ...lines(outcome), end].join('\n\n');
  const old = body.indexOf(begin);
  if (old >= 0) {
    const rest = body.indexOf(end, old);
    if (rest >= 0) return `${body.slice(0, old)}${text}${body.slice(rest + end.length)}`;
  }
  const firstLine = body.indexOf('\n');
  return `${body.slice(0, firstLine)}\n\n${text}${body.slice(firstLine)}`;
}

function lines(outcome: Outcome): readonly string[] {
  const { revision, reports, took } = outcome;
  if (isGood(outcome)) {
    const targets = reports.map(({ target }) => code(target)).join(', ');
    return [
      `> Deployed in revision ${code(revision)} to ${targets}, healthy after ${formatDuration(took)}.`,
    ];
  }
  const items = reports.map(({ target, phase, message, problems }) => {
    const head = `${code(target)} is ${phase}: ${code(message)}`;
    const details = problems.slice(0, 10).map((problem) => `  - ${code(formatProblem(problem))}`);
    return [head, ...details].join('\n');
  });
  return [`**Revision ${code(revision)} is not deployed as it should be**`, list(items)];
}
