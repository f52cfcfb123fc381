import type { DriftRule } from '../../drift/policies.ts';
import type { Branches } from '../../model/ports/branches.ts';
import type { Source } from '../../model/ports/source.ts';
import type { AgentPorts, OpenForge } from '../agent-ports.ts';
import { createBuildCache } from '../build-cache/build-cache.ts';
import type { RepositoryOptions } from '../run-repository.ts';
import { adoptDriftOf } from './commands/adopt-drift.ts';
import { approvePlan } from './commands/approve-plan.ts';
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
  /** The agent's rules about drift. */
  readonly rules: readonly DriftRule[];
  /** Asks for an attempt at a target now. */
  readonly hurry: (target: string) => boolean;
  /** Where branches are pushed to; `undefined` where nothing can be adopted. */
  readonly openBranches: (() => Promise<Branches>) | undefined;
}

/** How long drift lasts, at most, before people are told on the forge; milliseconds. */
const mostPatience = 60_000;
/** How long adopting drift may keep other pull requests waiting; milliseconds. */
const mostAdopting = 120_000;

/** Puts together what answers the pull requests of one repository; nothing is asked before `run`. */
export function runPullRequests(
  options: PullRequestsOptions,
  { forge, interval, fingerprintKey }: OpenForge,
  { clock, log, cluster, remoteBases }: AgentPorts,
): PullRequestWatch {
  const { identity, source, ownRecord, reportOf, board, namespace, hurry, openBranches, stop } =
    options;
  const { rules } = options;
  const agent = ownRecord.replace(/\.git$/, '');
  const planned = options.contextOf('pull-requests');
  const review = reviewContextOf(options, planned, fingerprintKey, clock);
  const { repository, path, defaults, planning = planned } = review;
  return watchPullRequests({
    forge,
    source,
    agent,
    link: ({ url }) => url,
    review,
    clock,
    log: log.with({ repository: identity }),
    branch: branchOf(source, stop),
    interval,
    reportOf,
    driftReports: createDriftReports({
      forge,
      agent,
      repository,
      board,
      reportOf,
      cluster,
      namespace,
      clock,
      log: log.with({ repository: identity }),
      patience: Math.min(interval, mostPatience),
      stop,
    }),
    commands: {
      approve: (digest, planned) =>
        approvePlan(digest, planned, { cluster, namespace, repository, hurry }),
      async adopt(target) {
        if (openBranches === undefined) return 'nothing can be pushed to this repository';
        // What is deployed may have bases elsewhere; edits that are tried must push none of it out.
        const builds = createBuildCache(undefined, remoteBases);
        const place = { source, forge, repository, path, defaults, rules };
        const patience = mostAdopting;
        const context = { ...place, patience, planning: { ...planning, builds }, openBranches };
        return adoptDriftOf(target, context, stop);
      },
    },
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
