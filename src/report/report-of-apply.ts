import type { ApplyOutcome, ApplyResult } from '../apply/apply.ts';
import type { Problem } from '../model/errors.ts';
import { formatObjectId } from '../model/object-id.ts';
import type { Plan } from '../plan/plan.ts';
import type {
  HeldDeletions,
  KeptData,
  TargetPhase,
  TargetReport,
  UnhealthyObject,
  WaitingChanges,
} from './target-report.ts';
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
  const held = heldChanges(plan, result);
  const waiting = isWhole(result) ? waitingChanges(plan) : undefined;
  const message = messageOfResult(result, unhealthy, held);
  return {
    ...subject,
    phase: waiting === undefined ? phaseOf(result.outcome) : 'Waiting',
    message: waiting === undefined ? message : waitingMessage(waiting, message),
    changes: result.changes,
    problems: result.problems,
    warnings,
    held,
    waiting,
    kept: keptData(plan),
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

/** Whether an apply did everything that its plan had for now. */
function isWhole({ outcome }: ApplyResult): boolean {
  return outcome === 'done' || outcome === 'pruning-held';
}

function heldChanges(plan: Plan, { outcome }: ApplyResult): HeldDeletions | undefined {
  const { approval, digest, prunes, waiting } = plan;
  const { reasons } = approval;
  if (approval.held && approval.scope === 'plan' && waiting.length > 0) {
    return { what: 'changes', digest, reasons, objects: waiting.map(({ id }) => id) };
  }
  if (outcome !== 'pruning-held') return undefined;
  return { digest, reasons, objects: prunes.map(({ id }) => id) };
}

function keptData({ remaining }: Plan): KeptData | undefined {
  const { kept, digest } = remaining;
  return kept.length === 0 ? undefined : { digest, claims: kept.map(({ id }) => id) };
}

function waitingChanges({ holds, waiting }: Plan): WaitingChanges | undefined {
  if (waiting.length === 0) return undefined;
  const ends = holds.map(({ until }) => until);
  const known = ends.filter((until) => until !== undefined);
  const until = known.length === ends.length ? Math.max(...known) : undefined;
  return { reasons: holds.map(({ reason }) => reason), until, changes: waiting };
}

function waitingMessage({ reasons, changes }: WaitingChanges, done: string): string {
  return `${done}; ${count(changes.length, 'change')} ${changes.length === 1 ? 'waits' : 'wait'} for ${reasons.join('; and for ')}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
