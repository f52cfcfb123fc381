import { messageOf } from '../../model/errors.ts';
import type { PullRequest } from '../../model/ports/forge.ts';
import { ForgeRateLimitedError, ForgeUnavailableError } from '../../model/ports/forge-errors.ts';
import type { Log } from '../../model/ports/log.ts';
import { type AnswerContext, answerPullRequest, giveUpOn } from './answer-pull-request.ts';
import { isElsewhereAway } from './away.ts';

/** What was said of an open pull request. */
export interface Answered {
  /** The commit that was looked at. */
  readonly commit: string;
  /** The targets that it affects. */
  readonly targets: readonly string[];
  /** The targets by the digests of the plans that merging makes. */
  readonly plans: ReadonlyMap<string, string>;
}

export interface OpenPullRequestsOptions extends AnswerContext {
  readonly log: Log;
  readonly stop: AbortSignal;
}

/** The open pull requests: which of them wait for an answer, and what the others were told. */
export interface OpenPullRequests {
  /** One is open, and may have a new commit. */
  notice(pullRequest: PullRequest): void;
  /** Somebody asks for another answer to the same commit. */
  refresh(pullRequest: PullRequest): void;
  /** One is open no more; gives what was said of it. */
  end(number: number): Answered | undefined;
  /** What was said of an open one. */
  answeredOf(number: number): Answered | undefined;
  /** Answers each that waits, once. Throws `ForgeError` where the forge is away. */
  answerWaiting(): Promise<void>;
  /** Answers those for which somebody asked since, and no others. Throws likewise. */
  answerRefreshed(): Promise<void>;
}

/** How often a commit is tried, at most. */
const mostFailures = 3;

export function createOpenPullRequests(options: OpenPullRequestsOptions): OpenPullRequests {
  const { log, stop } = options;
  const answered = new Map<number, Answered>();
  const waiting = new Map<number, PullRequest>();
  const refreshed = new Set<number>();
  const failures = new Map<string, number>();

  async function answerAll(some: readonly PullRequest[]): Promise<void> {
    for (const one of some) {
      // Without Git or the cluster the others would fare no better.
      if (!(await answer(one))) return;
    }
  }

  /** Whether to go on with the next one. */
  async function answer(one: PullRequest): Promise<boolean> {
    const { number, head } = one;
    refreshed.delete(number);
    try {
      const { targets } = await answerPullRequest(one, options, stop);
      const plans = targets.flatMap(({ target, plan }) =>
        plan === undefined ? [] : [[plan.digest, target] as const],
      );
      answered.set(number, {
        commit: head.commit,
        targets: targets.map(({ target }) => target),
        plans: new Map(plans),
      });
      waiting.delete(number);
      failures.delete(attemptOf(one));
      return true;
    } catch (thrown) {
      if (stop.aborted || thrown instanceof ForgeRateLimitedError) throw thrown;
      if (isElsewhereAway(thrown)) {
        wait(one, thrown);
        return false;
      }
      await giveUpAfterSome(one, thrown);
      // A forge that is down is down for all: the rest waits, and this one behind it.
      if (thrown instanceof ForgeUnavailableError) throw thrown;
      return true;
    }
  }

  /** Tries one again at the next look, after all others. */
  function wait(one: PullRequest, thrown: unknown): void {
    log.warn('could not answer a pull request; it is tried again', fieldsOf(one, thrown));
    waiting.delete(one.number);
    waiting.set(one.number, one);
  }

  /** A commit that cannot be answered must not keep the others waiting for ever. */
  async function giveUpAfterSome(one: PullRequest, thrown: unknown): Promise<void> {
    const { number, head } = one;
    const count = (failures.get(attemptOf(one)) ?? 0) + 1;
    failures.set(attemptOf(one), count);
    if (count < mostFailures) {
      wait(one, thrown);
      return;
    }
    log.error('gave up answering a commit of a pull request', fieldsOf(one, thrown));
    waiting.delete(number);
    failures.delete(attemptOf(one));
    answered.set(number, { commit: head.commit, targets: [], plans: new Map() });
    await giveUpOn(one, options, stop).catch((also: unknown) =>
      log.warn('could not say that a commit is not answered', fieldsOf(one, also)),
    );
  }

  return {
    notice(one) {
      if (answered.get(one.number)?.commit !== one.head.commit) waiting.set(one.number, one);
    },
    refresh(one) {
      waiting.set(one.number, one);
      refreshed.add(one.number);
    },
    end(number) {
      const known = answered.get(number);
      answered.delete(number);
      waiting.delete(number);
      refreshed.delete(number);
      return known;
    },
    answeredOf: (number) => answered.get(number),
    answerWaiting: () => answerAll([...waiting.values()]),
    answerRefreshed: () =>
      answerAll([...waiting.values()].filter(({ number }) => refreshed.has(number))),
  };
}

/** One commit may be the head of several. */
function attemptOf({ number, head }: PullRequest): string {
  return `${number} ${head.commit}`;
}

function fieldsOf({ number, head }: PullRequest, thrown: unknown) {
  return { pullRequest: number, commit: head.commit, error: messageOf(thrown) };
}
