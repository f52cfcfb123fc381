import { messageOf } from '../../model/errors.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { PullRequest } from '../../model/ports/forge.ts';
import { ForgeRateLimitedError, ForgeUnavailableError } from '../../model/ports/forge-errors.ts';
import type { Log } from '../../model/ports/log.ts';
import type { TargetReport } from '../../report/target-report.ts';
import { type AnswerContext, answerPullRequest, giveUpOn } from './answer-pull-request.ts';
import { createCommandListener } from './commands/command-listener.ts';
import type { Command } from './commands/read-command.ts';
import type { DriftReports } from './drift-reports/drift-reports.ts';
import { type MergedChange, tellOutcome } from './tell-outcome.ts';

export interface PullRequestWatchOptions extends AnswerContext {
  readonly clock: Clock;
  readonly log: Log;
  /** The branch that is deployed: pull requests into others are nobody's business. `undefined`: none is. */
  readonly branch: () => Promise<string | undefined>;
  /** Milliseconds between two questions. */
  readonly interval: number;
  /** The last report of a target. */
  readonly reportOf: (target: string) => TargetReport | undefined;
  /** Tells of drift on the pull requests that brought what drifted. */
  readonly driftReports: DriftReports;
  /** What people may ask for in comments. */
  readonly commands: Commands;
  readonly stop: AbortSignal;
}

/** Each gives what came of it, as Markdown. */
export interface Commands {
  /** `planned`: the target of which the pull request said that merging makes the plan with that digest. */
  approve(digest: string, planned: string | undefined): Promise<string>;
  /** `target`: all of them where unset. */
  adopt(target: string | undefined): Promise<string>;
}

/** Follows the pull requests of one repository. */
export interface PullRequestWatch {
  /** Asks once, and answers what is new. Throws `ForgeError`. */
  look(): Promise<void>;
  /** Looks until `stop` aborts. */
  run(): Promise<void>;
  /** Asks soon: somebody says that something happened. */
  hurry(): void;
}

/** What is known of an open pull request. */
interface Answered {
  /** The commit that was looked at. */
  readonly commit: string;
  /** The targets that it affects. */
  readonly targets: readonly string[];
  /** The targets by the digests of the plans that merging makes. */
  readonly plans: ReadonlyMap<string, string>;
}

/** However often somebody hurries, the forge is not asked more often; milliseconds. */
const leastPause = 1_000;
/** How often a commit is tried, at most. */
const mostFailures = 3;

export function watchPullRequests(options: PullRequestWatchOptions): PullRequestWatch {
  const { clock, log, forge, branch, stop } = options;
  const answered = new Map<number, Answered>();
  const failures = new Map<string, number>();
  const waiting = new Map<number, PullRequest>();
  const merged = new Map<number, MergedChange>();
  const outcomes = new Map<number, string>();
  let cursor: string | undefined;
  let alarm = new AbortController();

  const listener = createCommandListener({ ...options, carryOut });

  async function carryOut(command: Command, about: PullRequest): Promise<string> {
    switch (command.kind) {
      case 'refresh':
        if (about.state !== 'open') return 'it is merged: there is nothing to render again';
        waiting.set(about.number, about);
        return 'rendered again';
      case 'approve': {
        const planned = answered.get(about.number)?.plans.get(command.digest);
        return options.commands.approve(command.digest, planned);
      }
      case 'adopt':
        return options.commands.adopt(command.target);
      case 'unknown':
        throw new TypeError('what is not understood cannot be carried out');
    }
  }

  async function look(): Promise<void> {
    const base = await branch();
    if (base === undefined) return;
    const found = await forge.pullRequests.changedSince(cursor, stop);
    cursor = found.cursor;
    for (const one of found.changed) {
      if (one.base === base) notice(one);
    }
    for (const one of [...waiting.values()]) await answer(one);
    await listener.listen();
    for (const one of [...waiting.values()]) await answer(one);
    for (const one of [...merged.values()]) await outcome(one);
    await options.driftReports.look(base);
  }

  function notice(one: PullRequest): void {
    const { number, state, head } = one;
    listener.heard(one);
    if (state === 'open') {
      if (answered.get(number)?.commit !== head.commit) waiting.set(number, one);
      return;
    }
    waiting.delete(number);
    const known = answered.get(number);
    answered.delete(number);
    if (state === 'merged' && known !== undefined && known.targets.length > 0) {
      merged.set(number, mergedChange(one, known.targets));
    }
  }

  function mergedChange(one: PullRequest, targets: readonly string[]): MergedChange {
    const before = targets.map(
      (target) => [target, options.reportOf(target)?.revision ?? ''] as const,
    );
    return {
      number: one.number,
      targets,
      commit: one.mergeCommit,
      mergedAt: Date.parse(one.updatedAt),
      seenAt: clock.now(),
      before: new Map(before),
    };
  }

  async function answer(one: PullRequest): Promise<void> {
    const { number, head } = one;
    try {
      const effect = await answerPullRequest(one, options, stop);
      answered.set(number, {
        commit: head.commit,
        targets: effect.targets.map(({ target }) => target),
        plans: new Map(
          effect.targets.flatMap(({ target, plan }) =>
            plan === undefined ? [] : [[plan.digest, target] as const],
          ),
        ),
      });
      waiting.delete(number);
    } catch (thrown) {
      if (stop.aborted || thrown instanceof ForgeRateLimitedError) throw thrown;
      await giveUpAfterSome(one, thrown);
      // A forge that is down is down for all: the rest waits, and this one behind it.
      if (thrown instanceof ForgeUnavailableError) throw thrown;
    }
  }

  /** A commit that cannot be answered must not keep the others waiting for ever. */
  async function giveUpAfterSome(one: PullRequest, thrown: unknown): Promise<void> {
    const { number, head } = one;
    const count = (failures.get(head.commit) ?? 0) + 1;
    failures.set(head.commit, count);
    waiting.delete(number);
    const fields = { pullRequest: number, commit: head.commit, error: messageOf(thrown) };
    if (count < mostFailures) {
      log.warn('could not answer a pull request; it is tried again', fields);
      waiting.set(number, one);
      return;
    }
    log.error('gave up answering a commit of a pull request', fields);
    failures.delete(head.commit);
    answered.set(number, { commit: head.commit, targets: [], plans: new Map() });
    await giveUpOn(one, options, stop).catch((also: unknown) =>
      log.warn('could not say that a commit is not answered', {
        ...fields,
        error: messageOf(also),
      }),
    );
  }

  async function outcome(one: MergedChange): Promise<void> {
    const { done, said } = await tellOutcome(one, outcomes.get(one.number), options, stop);
    if (said !== undefined) outcomes.set(one.number, said);
    if (!done) return;
    merged.delete(one.number);
    outcomes.delete(one.number);
  }

  async function run(): Promise<void> {
    while (!stop.aborted) {
      alarm = new AbortController();
      let next = clock.now() + options.interval;
      let earliest = clock.now() + leastPause;
      try {
        await look();
      } catch (thrown) {
        if (stop.aborted) return;
        if (thrown instanceof ForgeRateLimitedError && thrown.until !== undefined) {
          next = Math.max(next, thrown.until);
          // Nobody can hurry this.
          earliest = thrown.until;
        }
        log.warn('could not ask for pull requests', { error: messageOf(thrown) });
      }
      await sleepUntil(next, AbortSignal.any([stop, alarm.signal]));
      await sleepUntil(earliest, stop);
    }
  }

  function sleepUntil(time: number, wake: AbortSignal): Promise<void> {
    return clock.sleep(Math.max(0, time - clock.now()), wake).catch(() => undefined);
  }

  return { look, run, hurry: () => alarm.abort() };
}
