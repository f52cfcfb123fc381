import type { ProposedChange } from '../../plan/proposal/proposed-change.ts';
import type { PullRequestEffect, TargetEffect } from './pull-request-effect.ts';

/** How many objects a target's change creates, changes and deletes. */
export interface ChangeCounts {
  readonly create: number;
  readonly change: number;
  readonly delete: number;
  /** Pods that are replaced. */
  readonly restart: number;
}

export function countsOf({ changes, restarts }: TargetEffect): ChangeCounts {
  const count = (action: ProposedChange['action']) =>
    changes.filter((change) => change.action === action && !change.kept).length;
  return {
    create: count('create'),
    change: count('change'),
    delete: count('delete'),
    restart: restarts.reduce((sum, { pods }) => sum + pods, 0),
  };
}

/** Whether there is anything to say of a pull request. */
export function affectsNothing({ problems, targets, unseen }: PullRequestEffect): boolean {
  return problems.length === 0 && targets.length === 0 && unseen === 0;
}

/** Whether the head could be deployed as it is; `unknown` where not all of it was looked at. */
export function verdictOf({ problems, targets, unseen }: PullRequestEffect): Verdict {
  const good = problems.length === 0 && targets.every((target) => target.problems.length === 0);
  if (!good) return 'refused';
  return unseen === 0 ? 'deployable' : 'unknown';
}

export type Verdict = 'deployable' | 'refused' | 'unknown';

/** `2 targets: 3 to create, 1 to change, 0 to delete, 2 pods restart`. */
export function effectSummary(effect: PullRequestEffect): string {
  if (affectsNothing(effect)) return 'no target is affected';
  const wrong =
    effect.problems.length + effect.targets.reduce((sum, { problems }) => sum + problems.length, 0);
  if (wrong > 0) return `cannot be deployed: ${plural(wrong, 'problem')}`;
  const counts = effect.targets.map(countsOf);
  const sum = (key: keyof ChangeCounts) => counts.reduce((total, one) => total + one[key], 0);
  const restart = sum('restart');
  return [
    `${plural(effect.targets.length, 'target')}: ${sum('create')} to create`,
    `${sum('change')} to change`,
    `${sum('delete')} to delete`,
    ...(restart === 0
      ? []
      : [`${plural(restart, 'pod')} ${restart === 1 ? 'restarts' : 'restart'}`]),
    ...(effect.unseen === 0 ? [] : [`${effect.unseen} not looked at`]),
  ].join(', ');
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
