import { createHmac } from 'node:crypto';
import { canonicalJson } from '../../model/json.ts';
import type { Source } from '../../model/ports/source.ts';
import { createDryRunMemory } from '../../plan/dry-run-memory.ts';
import type { AgentPorts, OpenForge } from '../agent-ports.ts';
import { createBuildCache } from '../build-cache/build-cache.ts';
import { noDriftWatch } from '../drift/no-drift-watch.ts';
import type { RepositoryOptions } from '../run-repository.ts';
import type { DriftBoard } from './drift-reports/drift-board.ts';
import { createDriftReports } from './drift-reports/drift-reports.ts';
import {
  type PullRequestWatch,
  type PullRequestWatchOptions,
  watchPullRequests,
} from './pull-request-watch.ts';

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

/** How long one commit is looked at; milliseconds. */
const patience = 120_000;
/** How long drift lasts, at most, before people are told on the forge; milliseconds. */
const mostPatience = 60_000;
/** Bytes of builds that are kept. */
const buildBytes = 16 * 1024 * 1024;

/** Puts together what answers the pull requests of one repository; nothing is asked before `run`. */
export function runPullRequests(
  options: PullRequestsOptions,
  { forge, interval, fingerprintKey }: OpenForge,
  { clock, log, cluster }: AgentPorts,
): PullRequestWatch {
  const { identity, path, defaults, source, ownRecord, reportOf, board, namespace, stop } = options;
  const agent = ownRecord.replace(/\.git$/, '');
  // A cache of its own: it refuses what is on other hosts, and pushes out no build that is deployed.
  const builds = createBuildCache(buildBytes);
  return watchPullRequests({
    forge,
    source,
    agent,
    link: ({ url }) => url,
    review: {
      repository: identity,
      path,
      defaults,
      builds,
      now: clock.now,
      patience,
      fingerprint: (value) =>
        createHmac('sha256', fingerprintKey).update(canonicalJson(value)).digest('hex').slice(0, 8),
      // What is proposed must not push out what is remembered of what is deployed.
      planning: {
        ...options.contextOf('pull-requests'),
        builds,
        memory: createDryRunMemory(),
        drift: noDriftWatch,
      },
    },
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
