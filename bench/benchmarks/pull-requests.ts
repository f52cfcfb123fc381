import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/agent/system-clock.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import { type AgentProcess, startAgent } from '../../test/support/agent-process.ts';
import {
  type ForgeModel,
  forgeModel,
  openPullRequest,
} from '../../test/support/forge/forge-model.ts';
import { githubApi } from '../../test/support/forge/github-api.ts';
import { startTestForge } from '../../test/support/forge/test-forge.ts';
import { createGitRepository, type GitRepository } from '../../test/support/git-repository.ts';
import { startGitServer } from '../../test/support/git-server.ts';
import type { Benchmark } from '../benchmark.ts';
import { startEmbeddedProcess } from '../subjects/embedded-process.ts';
import { monitorTarget, publishMonitors } from '../subjects/monitor-repository.ts';

const targets = 20;
const pushes = 15;
const definition = 'base/crd/pingcap.com_tidbmonitors.yaml';

/** How soon a pushed commit is answered, by an agent that asks its forge every second. */
export const pullRequestsBenchmark: Benchmark = {
  name: 'pull-requests',
  title: `a new head commit, ${targets} targets with a TidbMonitor each, Git over HTTP, asked every second`,
  async run(context) {
    const folder = await context.folder();
    await mkdir(join(folder, 'team'));
    const repository = await createGitRepository(join(folder, 'team'), 'monitoring');
    await publishDefinition(repository);
    await publishMonitors(repository, targets, 'monitoring');
    const git = await startGitServer({ root: folder });
    const forge = await startTestForge(githubApi, forgeModel());
    await using embedded = await startEmbeddedProcess(folder);
    const token = join(folder, 'token');
    await writeFile(token, 'secret-token\n');
    const agent = startAgent([
      ...['--repo', git.url('team/monitoring'), '--kubeconfig', embedded.kubeconfig],
      ...['--cache-directory', join(folder, 'cache'), '--listen', 'off'],
      ...['--forge', 'github', '--forge-api-url', forge.url],
      ...['--forge-token-file', token, '--forge-interval', '1s'],
    ]);
    try {
      await makeNamespace(embedded.kubeconfig);
      await allReady(agent);
      const times: number[] = [];
      for (let push = 0; push < pushes; push++) {
        times.push(await answerTime(repository, forge.model, push));
      }
      const bound = { limit: 3_000, inclusive: false, judged: 'median' } as const;
      return [{ what: 'from the push to the comment', unit: 'ms', samples: times, bound }];
    } finally {
      await agent.end('SIGTERM');
      await Promise.all([git.close(), forge.close()]);
    }
  },
};

async function publishDefinition(repository: GitRepository): Promise<void> {
  const file = join(import.meta.dirname, '../..', definition);
  await repository.publish({
    'overlays/definitions/kustomization.yaml': 'resources:\n- tidbmonitors.yaml\n',
    'overlays/definitions/tidbmonitors.yaml': await readFile(file, 'utf8'),
  });
}

async function makeNamespace(kubeconfig: string): Promise<void> {
  const connection = connect({ clock: systemClock, kubeconfig });
  await connection.cluster.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
    { fieldManager: 'bench' },
  );
  await connection.close();
}

async function allReady(agent: AgentProcess): Promise<void> {
  for (let index = 0; index < targets; index++) {
    const name = monitorTarget(index);
    await agent.waitFor(
      `${name} is ready`,
      ({ target, phase }) => target === name && phase === 'Ready',
      120_000,
    );
  }
}

/** Pushes another version of Prometheus for one target, and waits for what is said of it. */
async function answerTime(
  repository: GitRepository,
  model: ForgeModel,
  push: number,
): Promise<number> {
  const file = `overlays/team-${push}/tidb-monitor.yaml`;
  const mergeBase = await repository.git('rev-parse', 'main');
  await repository.git('checkout', '--quiet', '-B', `change-${push}`, 'main');
  const now = await readFile(join(repository.work, file), 'utf8');
  const headCommit = await repository.commit({ [file]: now.replace('v2.27.1', 'v2.53.0') });
  const number = model.pullRequests.length + model.comments.length + 1;
  await repository.push(`change-${push}:refs/pull/${number}/head`);
  await repository.git('checkout', '--quiet', 'main');
  // Not always at the same distance from the next question.
  await delay((push * 137) % 1_000);
  const start = performance.now();
  openPullRequest(model, { number, headCommit, mergeBase });
  while (!model.comments.some(({ pullRequest }) => pullRequest === number)) await delay(5);
  return performance.now() - start;
}
