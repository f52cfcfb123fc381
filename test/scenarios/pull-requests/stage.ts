import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeReconcile } from '../../../src/agent/compose-reconcile.ts';
import { prepareCommit } from '../../../src/agent/prepare-commit.ts';
import { approvePlan } from '../../../src/agent/pull-requests/commands/approve-plan.ts';
import type { DriftBoard } from '../../../src/agent/pull-requests/drift-reports/drift-board.ts';
import { createDriftReports } from '../../../src/agent/pull-requests/drift-reports/drift-reports.ts';
import type { PullRequestWatch } from '../../../src/agent/pull-requests/pull-request-watch.ts';
import { watchPullRequests } from '../../../src/agent/pull-requests/pull-request-watch.ts';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { startEmbeddedCluster } from '../../../src/embedded/start-embedded-cluster.ts';
import type { ForgeSettings } from '../../../src/forge/open-forge.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { stringifyJson } from '../../../src/model/json.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import type { Source } from '../../../src/model/ports/source.ts';
import type { TargetReport } from '../../../src/report/target-report.ts';
import { openSource } from '../../../src/source/open-source.ts';
import { parseReference } from '../../../src/source/reference.ts';
import { dialectOf, openTestForge } from '../../support/forge/dialects.ts';
import {
  changePullRequest,
  type ForgeModel,
  forgeModel,
  type ModelPullRequest,
  openPullRequest,
} from '../../support/forge/forge-model.ts';
import type { TestForge } from '../../support/forge/test-forge.ts';
import {
  type CommittedFile,
  createGitRepository,
  type GitRepository,
} from '../../support/git-repository.ts';
import { type RecordingLog, recordingLog } from '../../support/recording-log.ts';

type Files = Readonly<Record<string, CommittedFile>>;

/** A repository, a forge with its pull requests, a cluster, and who answers on it. */
export interface PullRequestStage extends AsyncDisposable {
  readonly repository: GitRepository;
  readonly model: ForgeModel;
  readonly forge: TestForge;
  readonly cluster: Cluster;
  readonly watch: PullRequestWatch;
  /** What drifts, as the watches of an agent would say. */
  readonly board: DriftBoard;
  /** From now on `watch` is one that knows nothing of what was before. */
  restart(): void;
  readonly log: RecordingLog;
  /** What was deployed. */
  targets(): readonly string[];
  /** Deploys the newest commit of main. */
  deploy(): Promise<readonly TargetReport[]>;
  /** Commits on a branch of its own, and proposes it. */
  propose(files: Files, given?: Partial<ModelPullRequest>): Promise<ModelPullRequest>;
  /** Replaces what a pull request proposes. */
  pushAgain(pullRequest: ModelPullRequest, files: Files): Promise<void>;
  /** Merges it, as a merge by fast-forward. */
  merge(pullRequest: ModelPullRequest): Promise<void>;
  close(pullRequest: ModelPullRequest): void;
  /** The comments on a pull request by us, with what changes from run to run taken out. */
  comments(pullRequest: ModelPullRequest): readonly string[];
}

export async function openPullRequestStage(
  files: Files,
  provider: ForgeSettings['provider'] = 'github',
  now: () => number = systemClock.now,
): Promise<PullRequestStage> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-pull-requests-'));
  const repository = await createGitRepository(folder, 'monitoring');
  await repository.publish(files, 'Begin');
  const embedded = await startEmbeddedCluster({ clock: systemClock, podStartup: 0 });
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, embedded.kubeconfig);
  const connection = connect({ clock: systemClock, environment: {}, kubeconfig });
  const { cluster, discovery } = connection;
  const model = forgeModel();
  const { server, forge } = await openTestForge(dialectOf(provider), model);
  const log = recordingLog();
  const source = await openBare(repository, log);
  const stop = new AbortController();
  const { contextOf, publisher, builds } = composeReconcile({
    cluster,
    discovery,
    clock: systemClock,
    log,
    namespace: 'tidewatch-system',
  });
  const defaults = {
    interval: 600_000,
    timeout: 20_000,
    prune: true,
    wait: true,
    namePrefix: undefined,
    repository: undefined,
  };
  const identity = `${repository.bare}//.`;
  const reports = new Map<string, TargetReport>();
  const board: DriftBoard = new Map();
  const openWatch = () =>
    watchPullRequests({
      forge,
      source,
      agent: 'test',
      link: ({ url }) => `${url}/files`,
      review: {
        repository: identity,
        path: '.',
        defaults,
        builds,
        now,
        patience: 60_000,
        fingerprint: (value) =>
          createHmac('sha256', 'key').update(stringifyJson(value)).digest('hex').slice(0, 8),
        planning: contextOf('review'),
      },
      clock: systemClock,
      log,
      branch: () => Promise.resolve('main'),
      interval: 1_000,
      reportOf: (target) => reports.get(target),
      driftReports: createDriftReports({
        forge,
        agent: 'test',
        repository: identity,
        board,
        reportOf: (target) => reports.get(target),
        cluster,
        namespace: 'tidewatch-system',
        clock: systemClock,
        log,
        patience: 1_000,
        stop: stop.signal,
      }),
      commands: {
        approve: (digest, planned) =>
          approvePlan(digest, planned, {
            cluster,
            namespace: 'tidewatch-system',
            repository: identity,
            hurry: () => true,
          }),
        adopt: async (target) => `adopted ${target ?? 'all'}`,
      },
      stop: stop.signal,
    });
  let watch = openWatch();
  let branches = 0;

  async function deploy(): Promise<readonly TargetReport[]> {
    const snapshot = await source.snapshot(await source.resolve());
    const prepared = await prepareCommit(snapshot, {
      repository: identity,
      ownRecord: 'repository.git',
      path: '.',
      defaults,
      cluster,
      namespace: 'tidewatch-system',
      contextOf,
      publisher,
      builds,
    });
    const signals = { stop: stop.signal, superseded: stop.signal };
    for (const target of prepared.targets) {
      reports.set(target.name, await prepared.attempt(target, signals));
    }
    return [...reports.values()];
  }

  async function commitOn(branch: string, changed: Files): Promise<string> {
    await repository.git('checkout', '--quiet', '-B', branch, 'main');
    const commit = await repository.commit(changed, 'Propose');
    await repository.push('--force', branch);
    await repository.git('checkout', '--quiet', 'main');
    return commit;
  }

  return {
    repository,
    model,
    forge: server,
    cluster,
    board,
    get watch() {
      return watch;
    },
    restart() {
      watch = openWatch();
    },
    log,
    targets: () => [...reports.keys()],
    deploy,
    async propose(changed, given = {}) {
      branches += 1;
      const headBranch = `change-${branches}`;
      const mergeBase = await repository.git('rev-parse', 'main');
      const headCommit = await commitOn(headBranch, changed);
      return openPullRequest(model, { headCommit, headBranch, mergeBase, ...given });
    },
    async pushAgain({ number, headBranch }, changed) {
      changePullRequest(model, number, { headCommit: await commitOn(headBranch, changed) });
    },
    async merge({ number, headBranch, headCommit }) {
      await repository.git('merge', '--quiet', '--ff-only', headBranch);
      await repository.push('main');
      changePullRequest(model, number, { state: 'merged', mergeCommit: headCommit });
    },
    close: ({ number }) => changePullRequest(model, number, { state: 'closed' }),
    comments: ({ number, headCommit, mergeBase }) =>
      model.comments
        .filter(({ pullRequest, author }) => pullRequest === number && author === model.self)
        .map(({ body }) =>
          body
            .replaceAll(headCommit, 'HEAD')
            .replaceAll(headCommit.slice(0, 12), 'HEAD')
            .replaceAll(mergeBase.slice(0, 12), 'BASE')
            .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:DIGEST')
            .replaceAll(server.url, 'https://git.example.com')
            .replaceAll(/healthy after \S+\./g, 'healthy after SOME TIME.'),
        ),
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the test has ended'));
      await source.close();
      await server.close();
      await connection.close();
      await embedded.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function openBare({ bare }: GitRepository, log: RecordingLog): Promise<Source> {
  return openSource({
    repository: bare,
    reference: parseReference('main'),
    cacheFolder: bare,
    credentials: { kind: 'none' },
    environment: {},
    log,
  });
}
