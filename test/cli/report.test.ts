import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { testToken } from '../support/forge/dialects.ts';
import {
  type ForgeModel,
  forgeModel,
  type ModelPullRequest,
  openPullRequest,
} from '../support/forge/forge-model.ts';
import { githubApi } from '../support/forge/github-api.ts';
import { startTestForge, type TestForge } from '../support/forge/test-forge.ts';
import { createGitRepository, type GitRepository } from '../support/git-repository.ts';
import { configMapYaml, kustomizationYaml } from '../support/monitoring-repository.ts';
import { recordingIo } from '../support/recording-io.ts';

let folder: string;
let repository: GitRepository;
let model: ForgeModel;
let forge: TestForge;
let pullRequest: ModelPullRequest;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-report-'));
  repository = await createGitRepository(folder, 'monitoring');
  const mergeBase = await repository.commit({
    'docs/index.md': 'Words.\n',
    'overlays/web/a.yaml': configMapYaml('a', 'one'),
    'overlays/web/kustomization.yaml': kustomizationYaml('web', ['a.yaml']),
  });
  await repository.git('checkout', '--quiet', '-b', 'change');
  const headCommit = await repository.commit({ 'overlays/web/a.yaml': configMapYaml('a', 'two') });
  await repository.git('checkout', '--quiet', '-b', 'broken', 'main');
  await repository.commit({ 'overlays/web/a.yaml': 'kind: [\n' });
  await repository.git('checkout', '--quiet', '-b', 'words', 'main');
  await repository.commit({ 'README.md': 'Words.\n' });
  // What main gained meanwhile is not what the change does.
  await repository.git('checkout', '--quiet', 'main');
  await repository.commit({
    'overlays/web/b.yaml': configMapYaml('b', 'one'),
    'overlays/web/kustomization.yaml': kustomizationYaml('web', ['a.yaml', 'b.yaml']),
  });
  model = forgeModel();
  forge = await startTestForge(githubApi, model);
  pullRequest = openPullRequest(model, { headCommit, mergeBase, headBranch: 'change' });
  await writeFile(
    join(folder, 'ci.yaml'),
    `repositories:
- url: https://git.example.com/team/monitoring
  path: overlays
  forge: {provider: github, apiUrl: "${forge.url}", tokenEnv: FORGE_TOKEN}
`,
  );
});
afterAll(async () => {
  await forge.close();
  await rm(folder, { recursive: true, force: true });
});

async function report(...args: string[]) {
  const io = recordingIo(repository.work, { env: { HOME: folder, FORGE_TOKEN: testToken } });
  const code = await run(['report', ...args], io);
  return { code, stdout: io.output(), stderr: io.errors() };
}

describe('`report`', () => {
  it('prints what a commit does against where it leaves its base, without a cluster', async () => {
    const { code, stdout, stderr } = await report('overlays', '--base', 'main', '--head', 'change');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { headCommit, mergeBase } = pullRequest;
    const shown = stdout
      .replaceAll(headCommit.slice(0, 12), 'HEAD')
      .replaceAll(mergeBase.slice(0, 12), 'BASE');
    await expect(shown).toMatchFileSnapshot(join(import.meta.dirname, 'golden', 'report.md'));
  });

  it('understands the way from one commit to another', async () => {
    const named = await report('overlays', '--base', 'main', '--head', 'change');
    expect(await report('overlays', '--base', 'main~', '--head', 'change^{commit}')).toEqual(named);
    const { stdout } = await report('overlays', '--base', 'change~1', '--head', 'change^0');
    expect(stdout).toBe(named.stdout);
    const { code, stderr } = await report('overlays', '--base', 'HEAD@{1}');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: \S+monitoring: "HEAD@\{1\}" is not understood; /);
  });

  it('gives the same as data', async () => {
    const { stdout } = await report('overlays', '--base', 'main', '--head', 'change', '-o', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      head: pullRequest.headCommit,
      base: pullRequest.mergeBase,
      summary: '1 target: 0 to create, 1 to change, 0 to delete',
      verdict: 'deployable',
      problems: [],
      targets: [
        {
          target: 'overlays-web',
          state: 'changed',
          counts: { create: 0, change: 1, delete: 0, restart: 0 },
          changes: [{ object: 'ConfigMap/web/a', action: 'change' }],
        },
      ],
      untouched: 0,
    });
  });

  it('says that nothing is affected', async () => {
    const { code, stdout } = await report('overlays', '--base', 'main', '--head', 'words');
    expect(code).toBe(0);
    expect(stdout).toContain('### Tidewatch: no target is affected\n');
  });

  it('takes for the head what a linked work tree has checked out', async () => {
    const linked = join(folder, 'linked');
    await repository.git('worktree', 'add', '--quiet', '--detach', linked, 'change');
    const io = recordingIo(linked, { env: { HOME: folder } });
    expect(await run(['report', 'overlays', '--base', 'main', '-o', 'json'], io)).toBe(0);
    expect(JSON.parse(io.output())).toMatchObject({ head: pullRequest.headCommit });
  });

  it('ends with 1 where the head cannot be deployed, and says why', async () => {
    const { code, stdout } = await report('overlays', '--base', 'main', '--head', 'broken');
    expect(code).toBe(1);
    expect(stdout).toContain('cannot be deployed: 1 problem');
    expect(stdout).toContain('overlays/web/a.yaml:2:1');
  });

  it('ends with 1 where what is wrong was so before, and says that', async () => {
    const { code, stderr } = await report('overlays', '--base', 'broken', '--head', 'broken');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^wrong before this change, too: overlays\/web\/a\.yaml:2:1: /),
    });
    expect(await report('docs', '--base', 'main', '--head', 'words')).toMatchObject({
      code: 1,
      stderr:
        'wrong before this change, too: docs: declares no targets; name a folder with manifests, a kustomization file, or Flux or Argo CD objects\n',
    });
  });

  it('takes no option that would mean nothing', async () => {
    expect(await report('overlays', '--config', '../ci.yaml')).toMatchObject({
      code: 2,
      stderr: "error: option '--config <FILE>' means nothing without option '--post <NUMBER>'\n",
    });
    expect(
      await report('overlays', '--post', '1', '--config', '../ci.yaml', '--head', 'change'),
    ).toMatchObject({
      code: 2,
      stderr: "error: option '--post <NUMBER>' cannot be used with option '--head <COMMIT>'\n",
    });
  });

  it('ends with 2 where a commit is not there', async () => {
    const { code, stderr } = await report('overlays', '--base', 'nowhere');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: \S+monitoring: there is no commit nowhere \(.*\); fetch it, or name a branch, a tag or an id that is there\n$/,
    );
  });

  it('writes the comment and the status of an agent, and changes them in place', async () => {
    const args = ['--post', String(pullRequest.number), '--config', '../ci.yaml'];
    const first = await report('overlays', ...args);
    expect(first).toEqual({
      code: 0,
      stdout: '',
      stderr: `reported on ${forge.url}/${githubApi.repository}/pull/${pullRequest.number}\n`,
    });
    await report('overlays', ...args);
    expect(model.comments).toHaveLength(1);
    expect(model.comments[0]?.body).toContain('1 target: 0 to create, 1 to change, 0 to delete');
    expect(model.statuses.at(-1)).toMatchObject({
      commit: pullRequest.headCommit,
      context: 'tidewatch/ci',
      state: 'success',
    });
  });

  it('writes nothing on a pull request that is not open', async () => {
    expect(await report('overlays', '--post', '99', '--config', '../ci.yaml')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'pull request 99: it is not open, or not of this repository; give the number of an open one with --post\n',
    });
  });
});
