import type { ApplyOutcome, ApplyResult } from '../apply/apply.ts';
import type { Problem } from '../model/errors.ts';
import { formatObjectId } from '../model/object-id.ts';
import type { Plan } from '../plan/plan.ts';
import type { HeldDeletions, TargetPhase, TargetReport, UnhealthyObject } from './target-report.ts';
import { countChanges } from './target-report.ts';

/** The part of a report that is known before anything was done. */
export type ReportSubject = Pick<
  TargetReport,
  'target' | 'repository' | 'path' | 'prune' | 'revision' | 'startedAt'
>;

/** The report of an attempt that came as far as running its plan. */
export function reportOfApply(
  subject: ReportSubject,
  plan: Plan,
  result: ApplyResult,
  warnings: readonly Problem[],
  finishedAt: number,
): TargetReport {
  const unhealthy = result.unhealthy.map(({ id, message }) => ({ id, reason: message }));
  const held = result.outcome === 'pruning-held' ? heldDeletions(plan) : undefined;
  return {
    ...subject,
    phase: phaseOf(result.outcome),
    message: messageOfResult(result, unhealthy, held),
    changes: result.changes,
    problems: result.problems,
    warnings,
    held,
    unhealthy,
    next: result.next,
    finishedAt,
  };
}

/** The report of an attempt that ended before its plan ran, or was never to run. */
export function reportWithoutApply(
  subject: ReportSubject,
  phase: TargetPhase,
  message: string,
  problems: readonly Problem[],
  finishedAt: number,
): TargetReport {
  return {
    ...subject,
    phase,
    message,
    changes: [],
    problems,
    warnings: [],
    held: undefined,
    unhealthy: [],
    next: [],
    finishedAt,
  };
}

const phases: Readonly<Record<ApplyOutcome, TargetPhase>> = {
  done: 'Ready',
  'pruning-held': 'Ready',
  refused: 'Failed',
  failed: 'Failed',
  unhealthy: 'Failed',
  'hook-running': 'Progressing',
  blocked: 'Failed',
  superseded: 'Progressing',
  aborted: 'Progressing',
};

function phaseOf(outcome: ApplyOutcome): TargetPhase {
  return phases[outcome];
}

function messageOfResult(
  result: ApplyResult,
  unhealthy: readonly UnhealthyObject[],
  held: HeldDeletions | undefined,
): string {
  switch (result.outcome) {
    case 'done':
      return `applied${result.healthy === true ? ' and healthy' : ''}`;
    case 'pruning-held':
      return `applied${result.healthy === true ? ' and healthy' : ''}; ${held?.objects.length ?? 0} deletions wait for approval`;
    case 'refused':
      return `nothing applied: ${count(result.problems.length, 'problem')}`;
    case 'failed':
      return `stopped in ${result.reached} after ${countChanges(result.changes)}: ${count(result.problems.length, 'problem')}`;
    case 'unhealthy':
      return `applied, but not healthy in time: ${unhealthy.map(({ id, reason }) => `${formatObjectId(id)} (${reason})`).join(', ')}`;
    case 'hook-running':
      return `stopped in ${result.reached}: ${unhealthy.map(({ id, reason }) => `${formatObjectId(id)}: ${reason}`).join(', ')}`;
    case 'blocked':
      return `stopped in ${result.reached} after ${countChanges(result.changes)}: it needs an answer`;
    case 'superseded':
      return 'applied; stopped waiting for its health, because a newer revision is here';
    case 'aborted':
      return `stopped in ${result.reached} on request; the next attempt goes on from there`;
  }
}

function heldDeletions(plan: Plan): HeldDeletions {
  return {
    digest: plan.digest,
    reasons: plan.approval.reasons,
    objects: plan.prunes.map(({ id }) => id),
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
