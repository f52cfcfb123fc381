import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { answerPullRequest } from '../../agent/pull-requests/answer-pull-request.ts';
import { reviewContextOf } from '../../agent/pull-requests/review-context.ts';
import { reviewPullRequest } from '../../agent/pull-requests/review-pull-request.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { formatProblem, InvalidInputError } from '../../model/errors.ts';
import type { Forge, PullRequest } from '../../model/ports/forge.ts';
import type { Source } from '../../model/ports/source.ts';
import { effectComment } from '../../report/pull-request/effect-comment.ts';
import { effectRecord } from '../../report/pull-request/effect-record.ts';
import { verdictOf } from '../../report/pull-request/effect-summary.ts';
import type { PullRequestEffect } from '../../report/pull-request/pull-request-effect.ts';
import { localRepository } from '../../report/target-report.ts';
import { openFolder } from '../../source/folder-tree.ts';
import { compareInClone } from '../../source/local-comparison.ts';
import { openSource } from '../../source/open-source.ts';
import type { Io } from '../io.ts';
import { localDefaults } from '../local-targets.ts';
import { openCluster } from '../open-cluster.ts';
import { openConfiguredForge } from '../open-configured.ts';
import { dataText } from '../print-data.ts';
import { stderrLog } from '../stderr-log.ts';
import type { ClusterOptions } from '../verbs.ts';

export interface ReportOptions extends ClusterOptions {
  readonly base: string;
  readonly head: string;
  readonly output: 'markdown' | 'json' | 'yaml';
  /** Whether the cluster is asked, too. */
  readonly cluster: boolean;
  /** The pull request to write the comment on, as an agent with these settings does. */
  readonly post?: number;
  readonly config?: string;
  readonly repository?: string;
}

/** The most characters of a comment on GitHub. */
const commentLimit = 65_536;
/** Tells the comment apart from that of an agent. */
const agent = 'ci';

/**
 * Says what merging a commit of a clone would do, as an agent does on its pull request. 0 where
 * it can be deployed, whatever it changes; 1 where it cannot, even if it could not before, or
 * where not all of it was looked at.
 */
export async function reportVerb(
  directory: string,
  options: ReportOptions,
  io: Io,
): Promise<number> {
  const { root, path } = await openFolder(resolve(io.cwd, directory));
  const source = await openClone(root, io);
  try {
    const effect =
      options.post === undefined
        ? await effectInClone({ root, path, source }, options, io)
        : await post(options.post, source, options, io);
    for (const problem of effect.standing) {
      io.stderr(`wrong before this change, too: ${formatProblem(problem)}\n`);
    }
    return verdictOf(effect) === 'deployable' && effect.standing.length === 0 ? 0 : 1;
  } finally {
    await source.close();
  }
}

/** Of a clone single commits are read, so it need not be on a branch. */
function openClone(root: string, io: Io): Promise<Source> {
  return openSource({
    repository: root,
    reference: { kind: 'head' },
    cacheFolder: root,
    credentials: { kind: 'none' },
    environment: io.env,
    log: stderrLog(io, 'warn'),
  });
}

interface Clone {
  readonly root: string;
  readonly path: string;
  readonly source: Source;
}

async function effectInClone(
  { root, path, source }: Clone,
  options: ReportOptions,
  io: Io,
): Promise<PullRequestEffect> {
  const { head, mergeBase } = await compareInClone(root, options.base, options.head);
  const base = await source.snapshot({ commit: mergeBase, ref: mergeBase }, io.signal);
  const proposed = await source.snapshot({ commit: head, ref: head }, io.signal);
  await using session = options.cluster ? await openCluster(options, io) : undefined;
  const place = { identity: localRepository, path, defaults: localDefaults };
  const planning = session?.contextOf('');
  // Fingerprints are told apart within one report; nobody can compute them afterwards.
  const context = reviewContextOf(place, planning, randomBytes(32), systemClock);
  const effect = await reviewPullRequest(base, proposed, context, io.signal);
  const comment = { agent, limit: commentLimit, link: undefined };
  const markdown = effectComment(effect, comment);
  const data =
    options.output === 'markdown'
      ? undefined
      : dataText({ ...effectRecord(effect), markdown }, options.output);
  io.stdout(data ?? markdown);
  return effect;
}

async function post(
  number: number,
  source: Source,
  options: ReportOptions,
  io: Io,
): Promise<PullRequestEffect> {
  const { place, forge: open } = await openConfiguredForge(options, io);
  await using session = options.cluster ? await openCluster(options, io) : undefined;
  const { forge, fingerprintKey } = open;
  const review = reviewContextOf(place, session?.contextOf(''), fingerprintKey, systemClock);
  const pullRequest = await findOpen(forge, number, io.signal);
  const answer = { forge, source, agent, review, link: ({ url }: PullRequest) => url };
  const effect = await answerPullRequest(pullRequest, answer, io.signal);
  io.stderr(`reported on ${pullRequest.url}\n`);
  return effect;
}

async function findOpen(forge: Forge, number: number, signal: AbortSignal): Promise<PullRequest> {
  const { changed } = await forge.pullRequests.changedSince(undefined, signal);
  const found = changed.find((one) => one.number === number);
  if (found !== undefined) return found;
  throw new InvalidInputError([
    {
      code: 'NO_PULL_REQUEST',
      position: undefined,
      subject: `pull request ${number}`,
      what: 'it is not open, or not of this repository',
      advice: 'give the number of an open one with --post',
    },
  ]);
}
