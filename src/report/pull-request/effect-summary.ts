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
export function affectsNothing({ problems, targets }: PullRequestEffect): boolean {
  return problems.length === 0 && targets.length === 0;
}

/** Whether the head could be deployed as it is. */
export function isDeployable({ problems, targets }: PullRequestEffect): boolean {
  return problems.length === 0 && targets.every((target) => target.problems.length === 0);
}

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
  ].join(', ');
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
