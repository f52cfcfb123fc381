import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { type OpenEmbedded, openEmbedded } from '../../embedded/open-embedded.ts';
import { testToken } from '../../support/forge/dialects.ts';
import { changePullRequest, type ForgeModel, forgeModel } from '../../support/forge/forge-model.ts';
import { githubApi } from '../../support/forge/github-api.ts';
import { startTestForge, type TestForge } from '../../support/forge/test-forge.ts';
import { createGitRepository, type GitRepository } from '../../support/git-repository.ts';
import { type GitServer, startGitServer } from '../../support/git-server.ts';
import { kustomizationYaml } from '../../support/monitoring-repository.ts';
import { recordingIo } from '../../support/recording-io.ts';

const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  level: info # or debug
  local: none
`;
const secret = `apiVersion: v1
kind: Secret
metadata: {name: login}
stringData: {password: first}
`;

let folder: string;
let repository: GitRepository;
let git: GitServer;
let model: ForgeModel;
let forge: TestForge;
let open: OpenEmbedded;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-adopt-'));
  repository = await createGitRepository(join(folder, 'team'), 'monitoring');
  await repository.publish({
    'overlays/staging/settings.yaml': settings,
    'overlays/staging/login.yaml': secret,
    'overlays/staging/namespace.yaml':
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: staging}\n',
    'overlays/staging/kustomization.yaml': kustomizationYaml('staging', [
      'namespace.yaml',
      'settings.yaml',
      'login.yaml',
    ]),
  });
  git = await startGitServer({ root: folder });
  model = forgeModel();
  forge = await startTestForge(githubApi, model);
  open = await openEmbedded();
  await writeFile(
    join(folder, 'agent.yaml'),
    `repositories:
- url: ${git.url('team/monitoring')}
  ref: main
  path: overlays
  forge: {provider: github, apiUrl: "${forge.url}", tokenEnv: FORGE_TOKEN}
driftRules: ["*/ConfigMap/settings#data.local: ignore"]
cacheDirectory: ${join(folder, 'cache')}
kubeconfig: ${open.kubeconfig}
wait: false
logFormat: text
listen: "off"
`,
  );
  expect(await tidewatch('agent', '--once')).toMatchObject({ code: 0 });
}, 60_000);

afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await forge.close();
  await git.close();
  await rm(folder, { recursive: true, force: true });
});

async function tidewatch(...args: string[]) {
  const io = recordingIo(folder, { env: { HOME: folder, FORGE_TOKEN: testToken } });
  const code = await run([...args, '--config', 'agent.yaml'], io);
  return { code, stdout: io.output(), stderr: io.errors() };
}

async function edit(kind: string, name: string, data: Readonly<Record<string, string>>) {
  await open.cluster.patch(
    { apiVersion: 'v1', kind, namespace: 'staging', name },
    { type: 'merge', document: { data } },
    { fieldManager: 'kubectl-edit' },
  );
}

describe('`adopt --push`', () => {
  it('pushes no branch where nothing drifted', async () => {
    expect(await tidewatch('adopt', '--push')).toMatchObject({ code: 0, stdout: '' });
    expect(model.pullRequests).toEqual([]);
    expect(await repository.git('ls-remote', '--heads', repository.bare)).not.toContain('adopt');
  });

  it('pushes a branch with the edit, and explains it in a pull request', async () => {
    await edit('ConfigMap', 'settings', { level: 'debug', local: 'ours' });
    await edit('Secret', 'login', { password: Buffer.from('second').toString('base64') });
    const { code, stdout, stderr } = await tidewatch('adopt', '--push');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `proposed: ${urlOf(1)}
adopted: ConfigMap/staging/settings: data.level: "info" -> "debug"
  where it is set at overlays/staging/settings.yaml:6:10
not adopted: overlays/staging/login.yaml:1:1: Secret/staging/login: data.password: it is a secret, which is not written into Git; put it where the secrets of this repository are kept, and let the target be applied
`,
    });
    expect(stdout).toContain(
      '-  level: info # or debug\n+  level: debug # or debug\n   local: none\n',
    );
    const [proposed] = model.pullRequests;
    expect(proposed).toMatchObject({
      title: 'Adopt data.level of ConfigMap/staging/settings (overlays-staging)',
      base: 'main',
      headBranch: expect.stringMatching(/^tidewatch\/adopt-[0-9a-f]{12}$/),
      author: model.self,
    });
    await expect(
      proposed?.body.replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'SOME TIME'),
    ).toMatchFileSnapshot(join(import.meta.dirname, 'golden', 'pull-request.md'));
    const branch = proposed?.headBranch ?? '';
    await repository.git('fetch', '--quiet', repository.bare, branch);
    expect(await repository.git('log', '-1', '--format=%s', 'FETCH_HEAD')).toBe(proposed?.title);
    expect(await repository.git('diff', '--stat', 'main', 'FETCH_HEAD')).toContain(
      ' 1 file changed, 1 insertion(+), 1 deletion(-)',
    );
    expect(await repository.git('show', 'FETCH_HEAD:overlays/staging/settings.yaml')).toBe(
      settings.replace('level: info', 'level: debug').trimEnd(),
    );
  });

  it('finds its pull request again instead of making another', async () => {
    expect((await tidewatch('adopt', '--push')).stderr).toContain(`proposed: ${urlOf(1)}\n`);
    expect(model.pullRequests).toHaveLength(1);
  });

  it('leaves no drift once it is merged and deployed', async () => {
    await repository.git('merge', '--quiet', '--ff-only', 'FETCH_HEAD');
    await repository.push('main');
    await tidewatch('agent', '--once');
    const { stdout, stderr } = await tidewatch('adopt', '--push', '--object', 'ConfigMap/settings');
    expect({ stdout, stderr }).toEqual({
      stdout: '',
      stderr: 'nothing to adopt: nothing drifted there\n',
    });
  });

  it('finds its pull request again after other merges, and takes another branch once it was closed', async () => {
    await edit('ConfigMap', 'settings', { level: 'trace' });
    const proposed = async () =>
      /proposed: .*/.exec((await tidewatch('adopt', '--push')).stderr)?.[0];
    const count = model.pullRequests.length;
    expect(await proposed()).toBe(`proposed: ${urlOf(count + 1)}`);
    await repository.commit({ 'README.md': 'Words.\n' });
    await repository.push('main');
    expect(await proposed()).toBe(`proposed: ${urlOf(count + 1)}`);
    changePullRequest(model, count + 1, { state: 'closed' });
    expect(await proposed()).toBe(`proposed: ${urlOf(count + 2)}`);
    expect(await proposed()).toBe(`proposed: ${urlOf(count + 2)}`);
    const branches = model.pullRequests.slice(count).map(({ headBranch }) => headBranch);
    expect(branches).toEqual([expect.any(String), `${branches[0]}-2`]);
  });

  it('says what to set where no repository has a forge', async () => {
    const io = recordingIo(folder, { env: { HOME: folder, TIDEWATCH_REPO: git.url('x') } });
    expect(await run(['adopt', '--push'], io)).toBe(2);
    expect(io.errors()).toBe(
      'repositories: no repository has a forge; set forge.provider and a token in the file that --config names; see configuration.md\n',
    );
  });
});

function urlOf(number: number): string {
  return `${forge.url}/${githubApi.repository}/pull/${number}`;
}
