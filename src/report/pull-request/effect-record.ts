import { formatProblem } from '../../model/errors.ts';
import { formatObjectId } from '../../model/object-id.ts';
import { countsOf, effectSummary, verdictOf } from './effect-summary.ts';
import type { PullRequestEffect } from './pull-request-effect.ts';

/** What a pull request would do as data for scripts: names and counts, no values. */
export function effectRecord(effect: PullRequestEffect) {
  const { head, base, problems, standing, targets, untouched, unseen } = effect;
  return {
    head,
    base,
    summary: effectSummary(effect),
    verdict: verdictOf(effect),
    problems: problems.map(formatProblem),
    standing: standing.map(formatProblem),
    targets: targets.map((target) => ({
      target: target.target,
      state: target.state,
      counts: countsOf(target),
      problems: target.problems.map(formatProblem),
      warnings: target.warnings,
      changes: target.changes.map(({ id, action }) => ({ object: formatObjectId(id), action })),
      restarts: target.restarts.map(({ id, pods }) => ({ object: formatObjectId(id), pods })),
      digest: target.plan?.digest,
    })),
    untouched,
    unseen,
  };
}
