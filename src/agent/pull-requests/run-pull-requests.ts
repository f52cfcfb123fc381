import type { Source } from '../../model/ports/source.ts';
import type { AgentPorts, OpenForge } from '../agent-ports.ts';
import type { RepositoryOptions } from '../run-repository.ts';
import type { DriftBoard } from './drift-reports/drift-board.ts';
import { createDriftReports } from './drift-reports/drift-reports.ts';
import {
  type PullRequestWatch,
  type PullRequestWatchOptions,
  watchPullRequests,
} from './pull-request-watch.ts';
import { reviewContextOf } from './review-context.ts';

export interface PullRequestsOptions
  extends Pick<
    RepositoryOptions,
    'identity' | 'path' | 'defaults' | 'source' | 'contextOf' | 'stop' | 'ownRecord'
  > {
  readonly reportOf: PullRequestWatchOptions['reportOf'];
  /** The drift of all targets. */
  readonly board: DriftBoard;
  /** The namespace of status records. */
  readonly namespace: string;
}

/** How long drift lasts, at most, before people are told on the forge; milliseconds. */
const mostPatience = 60_000;

/** Puts together what answers the pull requests of one repository; nothing is asked before `run`. */
export function runPullRequests(
  options: PullRequestsOptions,
  { forge, interval, fingerprintKey }: OpenForge,
  { clock, log, cluster }: AgentPorts,
): PullRequestWatch {
  const { identity, source, ownRecord, reportOf, board, namespace, stop } = options;
  const agent = ownRecord.replace(/\.git$/, '');
  return watchPullRequests({
    forge,
    source,
    agent,
    link: ({ url }) => url,
    review: reviewContextOf(options, options.contextOf('pull-requests'), fingerprintKey, clock),
    clock,
    log: log.with({ repository: identity }),
    branch: branchOf(source, stop),
    interval,
    reportOf,
    driftReports: createDriftReports({
      forge,
      agent,
      repository: identity,
      board,
      reportOf,
      cluster,
      namespace,
      clock,
      patience: Math.min(interval, mostPatience),
      stop,
    }),
    stop,
  });
}

/** The branch that the source follows, asked for once; a tag or a commit is none. */
function branchOf(source: Source, stop: AbortSignal): () => Promise<string | undefined> {
  let found: Promise<string | undefined> | undefined;
  const ask = async () => {
    const { ref } = await source.resolve(stop);
    return /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  };
  return () => {
    found ??= ask().catch((thrown: unknown) => {
      found = undefined;
      throw thrown;
    });
    return found;
  };
}
