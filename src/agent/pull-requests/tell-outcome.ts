import type { Clock } from '../../model/ports/clock.ts';
import type { Forge } from '../../model/ports/forge.ts';
import { ForgeError } from '../../model/ports/forge-errors.ts';
import type { Log } from '../../model/ports/log.ts';
import {
  isGood,
  type Outcome,
  outcomeSummary,
  withOutcome,
} from '../../report/pull-request/outcome-text.ts';
import type { TargetReport } from '../../report/target-report.ts';
import { isForgeAway } from './away.ts';
import { commentWriter } from './comment-writer.ts';

export interface OutcomeContext {
  readonly forge: Forge;
  /** Tells agents of one repository apart. */
  readonly agent: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** The last report of a target. */
  readonly reportOf: (target: string) => TargetReport | undefined;
  readonly stop: AbortSignal;
}

/** A pull request that was merged, and whose targets are on their way. */
export interface MergedChange {
  readonly number: number;
  readonly targets: readonly string[];
  /** What it became on the base branch. */
  readonly commit: string | undefined;
  /** When it was merged, as the forge has it, and when that was seen; milliseconds since the epoch. */
  readonly mergedAt: number;
  readonly seenAt: number;
  /** What its targets were at when that was seen, as `main@sha1:…`. */
  readonly before: ReadonlyMap<string, string>;
}

/** How long the targets of a merged change are waited for; milliseconds. */
const patience = 3_600_000;

const ended: ReadonlySet<TargetReport['phase']> = new Set([
  'Ready',
  'Failed',
  'Removed',
  'Refused',
]);

/** What has been said of a merged change. */
export interface ToldOutcome {
  /** Whether there is nothing left to say. */
  readonly done: boolean;
  /** What was said last, in one line; the forge is not asked again while it stays so. */
  readonly said: string | undefined;
  /** Why the comment takes no other words: the conversation is locked, or the comment gone. */
  readonly refusal: ForgeError | undefined;
}

/**
 * Says on a merged pull request what became of it, once every target that it changed
 * has been attempted since. `before`: what was said so far. Where the comment was refused,
 * the status of the commit alone says it, then and later.
 */
export async function tellOutcome(
  change: MergedChange,
  before: Omit<ToldOutcome, 'done'>,
  options: Omit<OutcomeContext, 'log' | 'stop'>,
  signal: AbortSignal,
): Promise<ToldOutcome> {
  const { agent, clock, forge, reportOf } = options;
  const { number, targets, mergedAt } = change;
  const late = isLate(change, clock);
  const reports = targets.flatMap((target) => reportOf(target) ?? []);
  const since = reports.filter((report) => ended.has(report.phase) && holds(report, change));
  if (since.length < targets.length) return { ...before, done: late };
  const newest = since.reduce((a, b) => (a.finishedAt > b.finishedAt ? a : b));
  const outcome: Outcome = {
    revision: newest.revision,
    reports: since,
    took: Math.max(0, newest.finishedAt - mergedAt),
  };
  const summary = outcomeSummary(outcome);
  // What failed may still become well: then the comment says so.
  const told = { ...before, done: isGood(outcome) || late, said: summary };
  if (before.said === summary) return told;
  const comments = commentWriter(forge.conversation, agent);
  const existing = await comments.find(number, 'effect', signal);
  if (existing === undefined) return { ...told, done: true };
  const refusal =
    before.refusal ??
    (await refusalOf(
      comments.write(number, withOutcome(existing.body, outcome), existing, signal),
    ));
  const commit = newest.revision.split('sha1:')[1];
  if (commit !== undefined) {
    const status = {
      state: isGood(outcome) ? 'success' : 'failure',
      context: `tidewatch/${agent}`,
      description: summary,
      url: existing.url,
    } as const;
    await forge.setStatus(commit, status, signal);
  }
  return { ...told, refusal };
}

/** What a forge that is there has against writing; `undefined` where it has nothing. */
async function refusalOf(writing: Promise<unknown>): Promise<ForgeError | undefined> {
  try {
    await writing;
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof ForgeError) || isForgeAway(thrown)) throw thrown;
    return thrown;
  }
}

/** Whether its targets have been waited for long enough. */
export function isLate({ seenAt }: MergedChange, clock: Pick<Clock, 'now'>): boolean {
  return clock.now() - seenAt > patience;
}

/** Whether the attempt was at a revision that has the change. */
function holds({ target, revision, startedAt }: TargetReport, change: MergedChange): boolean {
  if (change.commit !== undefined && revision.endsWith(`sha1:${change.commit}`)) return true;
  // A newer commit of the branch, found after the merge was seen, has it as well.
  return startedAt >= change.seenAt && revision !== change.before.get(target);
}
