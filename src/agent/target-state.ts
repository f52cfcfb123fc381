import type { Target } from '../model/target.ts';
import type { TargetPhase, TargetReport } from '../report/target-report.ts';
import { type Backoff, retryDelay } from './backoff.ts';
import { letsBegin } from './dependency-readiness.ts';

/** What the agent remembers of one target between attempts. */
export interface TargetState {
  readonly target: Target;
  /** The commit that is being attempted now, while an attempt runs. */
  readonly running: string | undefined;
  /** The commit of the last finished attempt. */
  readonly attempted: string | undefined;
  readonly report: TargetReport | undefined;
  /** Failed attempts in a row at the attempted commit. */
  readonly failures: number;
  /** When the last attempt ended; milliseconds since the epoch. */
  readonly endedAt: number;
  /** When an attempt is due although nothing moved; milliseconds since the epoch. */
  readonly dueAt: number;
}

export function newTargetState(target: Target): TargetState {
  return {
    target,
    running: undefined,
    attempted: undefined,
    report: undefined,
    failures: 0,
    endedAt: 0,
    dueAt: 0,
  };
}

/** Phases that trying again alone does not change. */
const settledPhases: ReadonlySet<TargetPhase> = new Set([
  'Ready',
  'Waiting',
  'Suspended',
  'Refused',
  'Removed',
]);

/** How soon an approval or an answer is noticed, in milliseconds. */
const answerInterval = 30_000;

/** How long a settled target is left alone, in milliseconds. */
function restAfter({ interval, selfHeal }: Target, report: TargetReport, now: number): number {
  if (report.phase === 'Removed') return Number.POSITIVE_INFINITY;
  if (report.waiting !== undefined) {
    const { until } = report.waiting;
    return Math.min(interval, until === undefined ? answerInterval : Math.max(until - now, 1_000));
  }
  if (asksSomebody(report) || report.phase === 'Suspended')
    return Math.min(interval, answerInterval);
  return selfHeal ? interval : Number.POSITIVE_INFINITY;
}

/** Whether the target goes on only with an approval or an answer. */
function asksSomebody({ held, next }: TargetReport): boolean {
  return held !== undefined || next.length > 0;
}

/** The state once an attempt at `commit` has ended with `report`. */
export function afterAttempt(
  state: TargetState,
  commit: string,
  report: TargetReport,
  options: { readonly now: number; readonly backoff: Backoff; readonly random: () => number },
): TargetState {
  const settled = settledPhases.has(report.phase) || asksSomebody(report);
  const failures = settled ? 0 : state.attempted === commit ? state.failures + 1 : 1;
  const { interval, retryInterval } = state.target;
  const retry =
    retryInterval ?? Math.min(interval, retryDelay(failures, options.backoff, options.random));
  return {
    ...state,
    running: undefined,
    attempted: commit,
    report,
    failures,
    endedAt: options.now,
    dueAt: options.now + (settled ? restAfter(state.target, report, options.now) : retry),
  };
}

export type Decision =
  /** Attempt it now. */
  | { readonly target: string; readonly action: 'start' }
  /** An attempt at an older commit still waits for health: stop waiting. */
  | { readonly target: string; readonly action: 'supersede' }
  /** Something it depends on is not ready at this commit. */
  | { readonly target: string; readonly action: 'hold'; readonly waitsFor: string };

/**
 * What to do now, in the order of the targets' names. Level-based: it looks at
 * where things stand, not at what happened, so a lost event loses nothing.
 *
 * @param commit the newest commit of the repository
 * @param capacity how many more attempts may run at once
 */
export function decide(
  states: ReadonlyMap<string, TargetState>,
  commit: string,
  now: number,
  capacity: number,
): readonly Decision[] {
  const decisions: Decision[] = [];
  let free = capacity;
  for (const [name, state] of [...states].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (state.running !== undefined) {
      if (state.running !== commit) decisions.push({ target: name, action: 'supersede' });
      continue;
    }
    if (state.attempted === commit && !isDue(state, now)) continue;
    const waitsFor = state.target.dependsOn.find(
      (other) => !letsBegin(state, other, states.get(other), commit),
    );
    if (waitsFor !== undefined) decisions.push({ target: name, action: 'hold', waitsFor });
    else if (free > 0) {
      free -= 1;
      decisions.push({ target: name, action: 'start' });
    }
  }
  return decisions;
}

/**
 * Whether a target's time has come. A clock that was set back must not put it
 * off: an attempt that seems to have ended in the future says nothing of when
 * the next one is due.
 */
function isDue({ endedAt, dueAt }: TargetState, now: number): boolean {
  return dueAt <= now || (now < endedAt && Number.isFinite(dueAt));
}

/**
 * When to look again although nothing happens; `undefined` where nothing is
 * planned. What is due already but held or crowded out starts when another
 * attempt ends, so it sets no time.
 */
export function nextDue(states: Iterable<TargetState>, now: number): number | undefined {
  let next: number | undefined;
  for (const { running, attempted, dueAt } of states) {
    if (running !== undefined || attempted === undefined || dueAt <= now) continue;
    if (next === undefined || dueAt < next) next = dueAt;
  }
  return next;
}
