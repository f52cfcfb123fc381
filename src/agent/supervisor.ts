import type { Clock } from '../model/ports/clock.ts';
import type { Target } from '../model/target.ts';
import type { TargetReport } from '../report/target-report.ts';
import type { Backoff } from './backoff.ts';
import { afterAttempt, decide, newTargetState, nextDue, type TargetState } from './target-state.ts';

/** What may end an attempt early. */
export interface Signals {
  /** The agent is shutting down. */
  readonly stop: AbortSignal;
  /** A newer commit is here: what is applied stays, but do not wait for its health. */
  readonly superseded: AbortSignal;
}

/** One attempt: it never rejects, and ends soon after `stop` aborts. */
export type Attempt = (target: Target, signals: Signals) => Promise<TargetReport>;

export interface SupervisorOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff: Backoff;
  /** How many targets are attempted at once. */
  readonly concurrency: number;
  /** Whether each target is attempted once at a commit, however it ends. Default no. */
  readonly once?: boolean;
  readonly stop: AbortSignal;
  /** Called after every attempt, before anything else is started. */
  readonly onReport: (report: TargetReport) => void;
  /** Called once for every hold that is new. */
  readonly onHold: (target: Target, waitsFor: string) => void;
}

/** Keeps every target of one repository attempted: one attempt at a time each. */
export interface Supervisor {
  /** The newest commit, its targets, and how to attempt one of them at it. */
  offer(commit: string, targets: readonly Target[], attempt: Attempt): void;
  /** Starts what is due now. */
  tick(): void;
  /** Makes a target due now; `false` where it is not attempted any more, or is being attempted. */
  hurry(target: string): boolean;
  /** When something is due although nothing happens; milliseconds since the epoch. */
  nextDue(): number | undefined;
  states(): ReadonlyMap<string, TargetState>;
  /** Resolves once nothing runs and nothing can be started. */
  idle(): Promise<void>;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const states = new Map<string, TargetState>();
  const running = new Map<string, { done: Promise<void>; superseded: AbortController }>();
  const holds = new Map<string, string>();
  let current: { commit: string; attempt: Attempt } | undefined;

  function tick(): void {
    if (current === undefined || options.stop.aborted) return;
    const capacity = options.concurrency - running.size;
    const decisions = decide(states, current.commit, options.clock.now(), capacity);
    for (const decision of decisions) {
      if (decision.action === 'start') start(decision.target, current.commit, current.attempt);
      else if (decision.action === 'supersede') running.get(decision.target)?.superseded.abort();
      else hold(decision.target, decision.waitsFor);
    }
  }

  function hold(name: string, waitsFor: string): void {
    if (holds.get(name) === waitsFor) return;
    holds.set(name, waitsFor);
    const state = states.get(name);
    if (state !== undefined) options.onHold(state.target, waitsFor);
  }

  function start(name: string, commit: string, attempt: Attempt): void {
    const state = states.get(name);
    if (state === undefined) return;
    const before = running.get(name);
    if (before !== undefined) {
      // It left Git and came back, and still runs from before.
      before.superseded.abort();
      return;
    }
    holds.delete(name);
    states.set(name, { ...state, running: commit });
    const superseded = new AbortController();
    const done = attempt(state.target, {
      stop: options.stop,
      superseded: superseded.signal,
    }).then((report) => finish(name, commit, report));
    running.set(name, { done, superseded });
  }

  function finish(name: string, commit: string, report: TargetReport): void {
    running.delete(name);
    const state = states.get(name);
    // A target that left Git while it was attempted has no state any more, and nobody asks for it.
    if (state !== undefined) {
      const { clock, backoff, random, once } = options;
      const next = afterAttempt(state, commit, report, { now: clock.now(), backoff, random });
      states.set(name, once === true ? { ...next, dueAt: Number.POSITIVE_INFINITY } : next);
      options.onReport(report);
    }
    tick();
  }

  return {
    offer(commit, targets, attempt) {
      current = { commit, attempt };
      const names = new Set(targets.map(({ name }) => name));
      for (const name of states.keys()) if (!names.has(name)) states.delete(name);
      for (const [name, { superseded }] of running) if (!names.has(name)) superseded.abort();
      for (const target of targets) {
        const state = states.get(target.name) ?? newTargetState(target);
        states.set(target.name, { ...state, target });
      }
      holds.clear();
      tick();
    },
    tick,
    hurry(name) {
      const state = states.get(name);
      if (state === undefined || state.running !== undefined || state.target.suspend) return false;
      states.set(name, { ...state, dueAt: 0 });
      tick();
      return true;
    },
    nextDue: () => nextDue(states.values(), options.clock.now()),
    states: () => states,
    async idle() {
      while (running.size > 0) await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}
