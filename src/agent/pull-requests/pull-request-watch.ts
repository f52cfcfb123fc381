import type { Clock } from '../../model/ports/clock.ts';
import type { PullRequest } from '../../model/ports/forge.ts';
import { ForgeRateLimitedError } from '../../model/ports/forge-errors.ts';
import type { Log } from '../../model/ports/log.ts';
import type { TargetReport } from '../../report/target-report.ts';
import type { AnswerContext } from './answer-pull-request.ts';
import { createCommandListener } from './commands/command-listener.ts';
import type { Command } from './commands/read-command.ts';
import type { DriftReports } from './drift-reports/drift-reports.ts';
import { lookInTurns, type Turns } from './look-in-turns.ts';
import { createMergedChanges } from './merged-changes.ts';
import { createOpenPullRequests } from './open-pull-requests.ts';

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
export interface PullRequestWatch extends Turns {
  /** Asks once, and answers what is new. Throws `ForgeError`. */
  look(): Promise<void>;
}

export function watchPullRequests(options: PullRequestWatchOptions): PullRequestWatch {
  const { forge, branch, commands, driftReports, stop } = options;
  const open = createOpenPullRequests(options);
  const merged = createMergedChanges(options);
  const listener = createCommandListener({ ...options, carryOut });
  let cursor: string | undefined;

  async function look(): Promise<void> {
    const base = await branch();
    if (base === undefined) return;
    const found = await forge.pullRequests.changedSince(cursor, stop);
    cursor = found.cursor;
    for (const one of found.changed) {
      if (one.base === base) notice(one);
    }
    await eachApart([
      open.answerWaiting,
      listener.listen,
      open.answerRefreshed,
      merged.tell,
      () => driftReports.look(base),
    ]);
  }

  function notice(one: PullRequest): void {
    listener.heard(one);
    if (one.state === 'open') {
      open.notice(one);
      return;
    }
    const answered = open.end(one.number);
    if (one.state === 'merged' && answered !== undefined) merged.follow(one, answered);
  }

  async function carryOut(command: Command, about: PullRequest): Promise<string> {
    switch (command.kind) {
      case 'refresh':
        if (about.state !== 'open') return 'it is merged: there is nothing to render again';
        open.refresh(about);
        return 'rendered again';
      case 'approve': {
        const { number } = about;
        // Whoever approves and merges at once means the plan of the comment, too.
        const planned =
          open.answeredOf(number)?.plans.get(command.digest) ??
          merged.plannedBy(number, command.digest);
        return commands.approve(command.digest, planned);
      }
      case 'adopt':
        return commands.adopt(command.target);
      case 'unknown':
        throw new TypeError('what is not understood cannot be carried out');
    }
  }

  /** Takes all steps, whatever goes wrong in one; then throws what went wrong first. A rate limit ends them all. */
  async function eachApart(steps: readonly (() => Promise<void>)[]): Promise<void> {
    const wrong: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (thrown) {
        if (stop.aborted || thrown instanceof ForgeRateLimitedError) throw thrown;
        wrong.push(thrown);
      }
    }
    if (wrong.length > 0) throw wrong[0];
  }

  return { look, ...lookInTurns(look, options) };
}
