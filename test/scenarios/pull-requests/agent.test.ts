import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { startEmbeddedCluster } from '../../../src/embedded/start-embedded-cluster.ts';
import { startAgentInProcess } from '../../support/agent-in-process.ts';
import { forgeModel, openPullRequest } from '../../support/forge/forge-model.ts';
import { githubApi } from '../../support/forge/github-api.ts';
import { startTestForge } from '../../support/forge/test-forge.ts';
import { createGitRepository } from '../../support/git-repository.ts';
import { startGitServer } from '../../support/git-server.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';

it('an agent answers pull requests of the repository that it deploys', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-agent-'));
  await mkdir(join(folder, 'team'));
  const repository = await createGitRepository(join(folder, 'team'), 'monitoring');
  const base = await repository.publish({
    'kustomization.yaml': kustomizationYaml('default', ['settings.yaml']),
    'settings.yaml': configMapYaml('settings', 'before'),
  });
  await repository.git('checkout', '--quiet', '-b', 'change');
  const head = await repository.commit({ 'settings.yaml': configMapYaml('settings', 'after') });
  await repository.push('change:refs/pull/1/head');
  const git = await startGitServer({ root: folder });
  const forge = await startTestForge(githubApi, forgeModel());
  const embedded = await startEmbeddedCluster({ clock: systemClock });
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, embedded.kubeconfig);
  const token = join(folder, 'token');
  await writeFile(token, 'secret-token\n');
  openPullRequest(forge.model, { headCommit: head, mergeBase: base });
  const agent = await startAgentInProcess({
    repo: git.url('team/monitoring'),
    kubeconfig,
    cacheDirectory: join(folder, 'cache'),
    listen: 'off',
    forge: 'github',
    forgeApiUrl: forge.url,
    forgeTokenFile: token,
    forgeInterval: '1s',
  });
  try {
    await expect.poll(() => forge.model.comments.length, { timeout: 15_000 }).toBe(1);
    expect(forge.model.comments[0]?.body).toContain('`data.value`: `before` → `after`');
    await expect.poll(() => forge.model.statuses.length, { timeout: 5_000 }).toBe(1);
    expect(forge.model.statuses[0]).toMatchObject({
      commit: head,
      context: 'tidewatch/repository',
      description: '1 target: 0 to create, 1 to change, 0 to delete',
    });
    expect(JSON.stringify(agent.lines)).not.toContain('secret-token');
  } finally {
    await agent.end('SIGTERM');
    await Promise.all([git.close(), forge.close(), embedded.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}, 40_000);
