import { formatDuration } from '../model/duration.ts';
import { createMetrics, type Metrics } from '../report/metrics.ts';
import type { TargetReport } from '../report/target-report.ts';
import type { AgentPorts } from './agent-ports.ts';
import { checkWebhooks } from './check-webhooks.ts';
import { composeDrift } from './compose-drift.ts';
import { composeMonitorCare } from './compose-monitor-care.ts';
import { composeReconcile, type ReconcileOptions } from './compose-reconcile.ts';
import type { AgentConfig, RepositoryConfig } from './config/agent-config.ts';
import { startHealthServer } from './health-server.ts';
import type { DriftBoard } from './pull-requests/drift-reports/drift-board.ts';
import type { PullRequestWatch } from './pull-requests/pull-request-watch.ts';
import type { PullRequestsOptions } from './pull-requests/run-pull-requests.ts';
import { repositoryPlace } from './repository-place.ts';
import { type RepositoryRun, runRepository } from './run-repository.ts';
import type { Webhook } from './take-webhook.ts';
import { createWatchHub } from './watching/watch-hub.ts';
import { whenQuiet } from './when-quiet.ts';

/** How long attempts may take to end once the agent is told to stop, in milliseconds. */
const gracePeriod = 9_000;

/** How long after the last attempt nobody builds overlays one after the other any more, in milliseconds. */
const quietTime = 4_000;

/** What an agent did, for `--once`. */
export interface AgentOutcome {
  /** The last report of every target and repository, in the order they ended. */
  readonly reports: readonly TargetReport[];
  /** Targets that were never attempted, because what they depend on is not ready. */
  readonly held: readonly string[];
}

export interface AgentOptions extends Pick<ReconcileOptions, 'onProgress'> {
  /** Called with every report, when its attempt has ended. */
  readonly onReport?: (report: TargetReport) => void;
}

/** Runs until `stop` aborts; with `once`, until every target was attempted once. */
export async function runAgent(
  config: AgentConfig,
  ports: AgentPorts,
  options: AgentOptions,
  stop: AbortSignal,
): Promise<AgentOutcome> {
  const { log } = ports;
  const metrics = createMetrics();
  const latest = new Map<string, TargetReport>();
  const board: DriftBoard = new Map();
  const onReport = (report: TargetReport) => {
    metrics.count(report);
    latest.delete(report.target);
    // One pass tells what it removed; a daemon would never forget it.
    if (config.once || report.phase !== 'Removed') latest.set(report.target, report);
    else board.delete(report.target);
    options.onReport?.(report);
  };
  const reportOf = (target: string) => latest.get(target);
  const open = { ...options, metrics, onReport, reportOf, board };
  const runs = await openRepositories(config, ports, open, stop);
  const server =
    config.listen &&
    (await startHealthServer(config.listen, {
      live: () => !runs.some(({ run }) => run.watch.isStuck()),
      ready: async () => latest.size > 0 && (await ports.clusterReady()),
      metrics: metrics.text,
      webhooks: webhooksOf(runs),
      onError: (error) => log.warn('the health server failed', { error: error.message }),
    }));
  if (server !== undefined) log.info('listening', { ...server.address });
  try {
    if (config.once) await onePass(runs);
    else await untilStopped(runs, ports, stop);
  } finally {
    await server?.close();
    await Promise.all(runs.map(({ close }) => close()));
  }
  return { reports: [...latest.values()], held: runs.flatMap(({ run }) => heldTargets(run)) };
}

interface OpenRepository {
  readonly run: RepositoryRun;
  /** Without the ending of its own record. */
  readonly name: string;
  readonly pullRequests: OpenPullRequests | undefined;
  readonly close: () => Promise<void>;
}

interface OpenPullRequests {
  readonly watch: PullRequestWatch;
  readonly webhook: Webhook | undefined;
}

function webhooksOf(runs: readonly OpenRepository[]): ReadonlyMap<string, Webhook> {
  return new Map(
    runs.flatMap(({ name, pullRequests }) =>
      pullRequests?.webhook === undefined ? [] : [[name, pullRequests.webhook] as const],
    ),
  );
}

interface OpenOptions extends Pick<ReconcileOptions, 'onProgress'> {
  readonly metrics: Metrics;
  readonly onReport: (report: TargetReport) => void;
  readonly reportOf: (target: string) => TargetReport | undefined;
  readonly board: DriftBoard;
}

async function openRepositories(
  config: AgentConfig,
  ports: AgentPorts,
  { metrics, onReport, reportOf, board, ...options }: OpenOptions,
  stop: AbortSignal,
): Promise<OpenRepository[]> {
  const { namespace } = config;
  const runs: RepositoryRun[] = [];
  const hurry = (target: string) => runs.some(({ supervisor }) => supervisor.hurry(target));
  const hub = createWatchHub(ports, stop);
  const late = { hub, publisher: () => publisher, hurry };
  const drift = composeDrift(config, ports, { metrics, board, ...late }, stop);
  const monitors = composeMonitorCare(config, ports, late, stop);
  const { contextOf, publisher, builds } = composeReconcile({
    ...ports,
    ...drift,
    ...(monitors === undefined ? {} : { monitors }),
    namespace,
    requestsInFlight: config.requestsInFlight,
    budget: config.deletionBudget,
    suspendable: true,
    ...options,
  });
  const forgetShared = whenQuiet(builds.forgetShared, quietTime, ports.clock, stop);
  const onAttempt = (report: TargetReport) => {
    onReport(report);
    if (!config.once) forgetShared();
  };
  return Promise.all(
    config.repositories.map(async (repository) => {
      const { source, nextPoll } = await ports.openSource(repository);
      const place = repositoryPlace(repository, config);
      const run = runRepository(
        {
          ...place,
          source,
          nextPoll,
          concurrency: config.concurrency,
          once: config.once,
          contextOf,
          publisher,
          builds,
          namespace,
          onReport: onAttempt,
          stop,
        },
        ports,
      );
      runs.push(run);
      const pullRequests = config.once
        ? undefined
        : await openPullRequests(
            repository,
            {
              ...place,
              ...{ source, contextOf, reportOf, board, namespace, hurry, stop },
              rules: config.driftRules,
            },
            ports,
          );
      const name = place.ownRecord.replace(/\.git$/, '');
      return { run, name, pullRequests, close: () => source.close() };
    }),
  );
}

/** The forge's client and all that answers pull requests are loaded only where they are wanted. */
async function openPullRequests(
  repository: RepositoryConfig,
  options: Omit<PullRequestsOptions, 'openBranches'>,
  ports: AgentPorts,
): Promise<OpenPullRequests | undefined> {
  const open = await ports.openForge(repository);
  if (open === undefined) return undefined;
  const { runPullRequests } = await import('./pull-requests/run-pull-requests.ts');
  // A mistake in the secret's place shows at the start, not at the first call.
  await open.checkWebhook?.();
  const { openBranches: openFor } = ports;
  const openBranches = openFor && (() => openFor(repository));
  const watch = runPullRequests({ ...options, openBranches }, open, ports);
  const { checkWebhook: begin } = open;
  const log = ports.log.with({ repository: repository.url });
  return { watch, webhook: begin && { check: checkWebhooks(begin, log), hurry: watch.hurry } };
}

/** One look at every repository, and one attempt at every target. */
async function onePass(runs: readonly OpenRepository[]): Promise<void> {
  await Promise.all(
    runs.map(async ({ run }) => {
      await run.watch.look();
      await run.supervisor.idle();
    }),
  );
}

async function untilStopped(
  runs: readonly OpenRepository[],
  { clock, log }: AgentPorts,
  stop: AbortSignal,
): Promise<void> {
  const loops = runs.flatMap(({ run, pullRequests }) => [
    run.watch.run(),
    pullRequests?.watch.run(),
  ]);
  const done = Promise.all(loops).then(() => true);
  await Promise.race([done, aborted(stop)]);
  log.info('stopping', { reason: String(stop.reason) });
  const patience = new AbortController();
  const late = clock.sleep(gracePeriod, patience.signal).then(
    () => false,
    () => true,
  );
  const ended = await Promise.race([done, late]);
  patience.abort();
  if (!ended) log.warn(`attempts still ran after ${formatDuration(gracePeriod)}; leaving them`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function heldTargets({ supervisor }: RepositoryRun): string[] {
  return [...supervisor.states()]
    .filter(([, { attempted }]) => attempted === undefined)
    .map(([name]) => name);
}
