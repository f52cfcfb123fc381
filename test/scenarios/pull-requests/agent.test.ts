import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { startEmbeddedCluster } from '../../../src/embedded/start-embedded-cluster.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { type AgentInProcess, startAgentInProcess } from '../../support/agent-in-process.ts';
import { comment, forgeModel, openPullRequest } from '../../support/forge/forge-model.ts';
import { githubApi } from '../../support/forge/github-api.ts';
import { startTestForge, type TestForge } from '../../support/forge/test-forge.ts';
import { createGitRepository, type GitRepository } from '../../support/git-repository.ts';
import { startGitServer } from '../../support/git-server.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';

let folder: string;
let repository: GitRepository;
let base: string;
let forge: TestForge;
let gitUrl: string;
let kubeconfig: string;
let agent: AgentInProcess;
let closing: (() => Promise<void>)[];

const settings = (value: string): string =>
  configMapYaml('settings', value).replace(
    '  name: settings\n',
    '  name: settings\n  annotations:\n    tidewatch.dev/drift: warn\n',
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-agent-'));
  await mkdir(join(folder, 'team'));
  repository = await createGitRepository(join(folder, 'team'), 'monitoring');
  base = await repository.publish({
    'kustomization.yaml': kustomizationYaml('default', ['settings.yaml']),
    'settings.yaml': settings('before'),
  });
  const git = await startGitServer({ root: folder });
  forge = await startTestForge(githubApi, forgeModel());
  const embedded = await startEmbeddedCluster({ clock: systemClock });
  kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, embedded.kubeconfig);
  await writeFile(join(folder, 'token'), 'secret-token\n');
  gitUrl = git.url('team/monitoring');
  closing = [git.close, forge.close, embedded.close];
});
afterEach(async () => {
  await agent.end('SIGTERM');
  await Promise.all(closing.map((close) => close()));
  await rm(folder, { recursive: true, force: true });
});

/** Starts the agent, which asks the forge every second where nothing else is said. */
async function start(flags: Readonly<Record<string, string>> = {}): Promise<void> {
  agent = await startAgentInProcess({
    repo: gitUrl,
    kubeconfig,
    cacheDirectory: join(folder, 'cache'),
    listen: 'off',
    forge: 'github',
    forgeApiUrl: forge.url,
    forgeTokenFile: join(folder, 'token'),
    forgeInterval: '1s',
    ...flags,
  });
}

const bodies = (): readonly string[] => forge.model.comments.map(({ body }) => body);

it('an agent answers pull requests of the repository that it deploys', async () => {
  await start();
  await repository.git('checkout', '--quiet', '-b', 'change');
  const head = await repository.commit({ 'settings.yaml': settings('after') });
  await repository.push('change:refs/pull/1/head');
  openPullRequest(forge.model, { headCommit: head, mergeBase: base });
  await expect.poll(bodies, { timeout: 15_000 }).toHaveLength(1);
  expect(bodies()[0]).toContain('`data.value`: `before` → `after`');
  await expect.poll(() => forge.model.statuses.length, { timeout: 5_000 }).toBe(1);
  expect(forge.model.statuses[0]).toMatchObject({
    commit: head,
    context: 'tidewatch/repository',
    description: '1 target: 0 to create, 1 to change, 0 to delete',
  });
  expect(JSON.stringify(agent.lines)).not.toContain('secret-token');
}, 40_000);

it('an agent tells of drift on the pull request that brought what drifted, proposes it for Git, and says when it is gone', async () => {
  openPullRequest(forge.model, { headCommit: base, state: 'merged', mergeCommit: base });
  await start();
  await agent.waitFor(
    'the target is ready',
    ({ target, phase }) => phase === 'Ready' && target !== 'repository.git',
  );
  const { cluster, close } = connect({ clock: systemClock, environment: {}, kubeconfig });
  const change = (value: string) =>
    cluster.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'settings' },
      { type: 'merge', document: { data: { value } } },
      { fieldManager: 'kubectl-edit' },
    );
  forge.model.permissions.set('ada', 'write');
  await change('by hand');
  await expect
    .poll(bodies, { timeout: 15_000 })
    .toEqual([expect.stringMatching(/live {4}"by hand"\n {6}by kubectl-edit/)]);
  // A stranger asks in vain; whoever may push gets it proposed for Git.
  comment(forge.model, 1, 'eve', '/tidewatch adopt');
  comment(forge.model, 1, 'ada', '/tidewatch adopt');
  await expect
    .poll(() => bodies().at(-1), { timeout: 15_000 })
    .toContain(`\`ada\` asked to adopt: 1 field proposed in [pull request `);
  const [, proposed, ...more] = forge.model.pullRequests;
  expect(more).toEqual([]);
  const text = await repository.git(
    '--git-dir',
    repository.bare,
    'show',
    `${proposed?.headBranch}:settings.yaml`,
  );
  expect(text).toBe(settings('by hand').trimEnd());
  const own = () => forge.model.comments.filter(({ author }) => author === 'tidewatch-bot');
  expect(own()).toHaveLength(2);
  await change('before');
  await expect
    .poll(bodies, { timeout: 15_000 })
    .toContainEqual(expect.stringContaining('### Tidewatch: the drift is resolved'));
  expect(forge.model.issues).toEqual([]);
  await close();
}, 60_000);

it('an agent asks at once when a webhook says that something happened, and only then', async () => {
  await writeFile(join(folder, 'hook'), 'webhook-secret\n');
  await start({
    forgeInterval: '1h',
    forgeWebhookSecretFile: join(folder, 'hook'),
    listen: '127.0.0.1:0',
  });
  const { port } = await agent.waitFor('it listens', ({ message }) => message === 'listening');
  await expect.poll(() => forge.requests.length, { timeout: 15_000 }).toBeGreaterThan(0);
  await repository.git('checkout', '--quiet', '-b', 'change');
  const head = await repository.commit({ 'settings.yaml': settings('after') });
  await repository.push('change:refs/pull/1/head');
  openPullRequest(forge.model, { headCommit: head, mergeBase: base });
  const post = async (signature: string) => {
    const headers = { 'x-hub-signature-256': `sha256=${signature}` };
    const url = `http://127.0.0.1:${port}/webhooks/repository`;
    return (await fetch(url, { method: 'POST', headers, body: '{}' })).status;
  };
  forge.forget();
  expect(await post('0'.repeat(64))).toBe(401);
  expect(forge.requests).toEqual([]);
  expect(await post(createHmac('sha256', 'webhook-secret').update('{}').digest('hex'))).toBe(202);
  await expect.poll(bodies, { timeout: 15_000 }).toHaveLength(1);
}, 40_000);

it('an agent does not start with a secret of webhooks that it cannot read, and says where it lost one', async () => {
  const file = join(folder, 'hook');
  const flags = { forgeWebhookSecretFile: file, listen: '127.0.0.1:0' };
  const listening = () => agent.waitFor('it listens', ({ message }) => message === 'listening');
  const unreadable = expect.stringContaining(`the credentials in ${file} cannot be used`);
  await start(flags);
  await expect(listening()).rejects.toThrow();
  await expect(agent.end('SIGTERM')).rejects.toMatchObject({
    code: 'CREDENTIALS_UNREADABLE',
    message: unreadable,
  });
  await writeFile(file, 'webhook-secret\n');
  await start(flags);
  const { port } = await listening();
  await rename(file, `${file}-away`);
  const url = `http://127.0.0.1:${port}/webhooks/repository`;
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(503);
  expect(agent.lines).toContainEqual(
    expect.objectContaining({
      level: 'error',
      message: 'cannot check webhooks until their secret can be read',
      repository: gitUrl,
      error: unreadable,
    }),
  );
}, 40_000);
