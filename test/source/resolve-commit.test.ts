import { spawnSync } from 'node:child_process';
import { promises } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceError } from '../../src/model/ports/source-errors.ts';
import { loadGit } from '../../src/source/git.ts';
import { findGitFolder } from '../../src/source/local-source.ts';
import { resolveCommit } from '../../src/source/resolve-commit.ts';
import {
  createGitRepository,
  type GitRepository,
  gitEnvironment,
} from '../support/git-repository.ts';

let folder: string;
let repository: GitRepository;

/** Three commits, a merge of two sides, and a commit on it; all kinds of tags on the way. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-commits-'));
  repository = await createGitRepository(folder, 'web');
  const { git, commit } = repository;
  await commit({ 'a.yaml': '1' });
  await git('tag', 'v1');
  await commit({ 'a.yaml': '2' });
  await git('tag', '--annotate', '--message', 'Two', 'v1.2.0');
  await git('tag', '--annotate', '--message', 'Two, again', 'nested', 'v1.2.0');
  await git('tag', '--annotate', '--message', 'A folder', 'folder', 'HEAD^{tree}');
  for (const side of ['left', 'right']) {
    await git('checkout', '--quiet', '-b', `sides/${side}`, 'main');
    for (const text of ['1', '2']) await commit({ [`${side}.yaml`]: text });
  }
  await git('checkout', '--quiet', 'main');
  await commit({ 'a.yaml': '3' });
  await git('merge', '--quiet', '--message', 'Merge both', 'sides/left', 'sides/right');
  // What is packed and what is not.
  await git('gc', '--quiet');
  await commit({ 'a.yaml': '4' });
  await git('update-ref', 'refs/remotes/origin/main', 'HEAD~1');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function resolved(text: string, path = repository.work): Promise<string> {
  const clone = { fs: { promises }, gitdir: await findGitFolder(path), folder: path };
  return resolveCommit({ git: await loadGit(), ...clone }, text);
}
async function refused(text: string, path?: string): Promise<SourceError> {
  const error: unknown = await resolved(text, path).catch((thrown: unknown) => thrown);
  return error as SourceError;
}

/** What `git` itself makes of expressions; `missing` where there is no such commit. */
function asGitHasThem(expressions: readonly string[]): readonly string[] {
  const input = expressions.map((text) => `${text}^{commit}\n`).join('');
  const options = { cwd: repository.work, env: gitEnvironment(), input, encoding: 'utf8' } as const;
  const { stdout } = spawnSync('git', ['cat-file', '--batch-check=%(objectname)'], options);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => (line.endsWith(' missing') ? 'missing' : line));
}

describe('a commit of a clone', () => {
  it('is the one that git itself finds, whatever way leads there', async () => {
    const id = await repository.git('rev-parse', 'HEAD');
    const names = ['HEAD', '@', 'main', 'heads/main', 'refs/heads/main', 'sides/right', 'v1'];
    const others = ['v1.2.0', 'nested', 'origin/main', 'nowhere', id, id.slice(0, 9)];
    const steps = ['~', '~0', '~1', '~3', '^', '^0', '^1', '^2', '^3', '^4', '^{}', '^{commit}'];
    const pairsOfSteps = steps.flatMap((one) => steps.map((two) => one + two));
    const expressions = [
      ...[...names, ...others].flatMap((name) => ['', ...steps].map((step) => name + step)),
      ...['main', 'nested'].flatMap((name) => pairsOfSteps.map((two) => name + two)),
      'HEAD~^2~^{}^0',
    ];
    const found: string[] = [];
    for (const text of expressions) {
      found.push(
        await resolved(text).catch(({ code }: SourceError) =>
          code === 'REFERENCE_NOT_FOUND' ? 'missing' : code,
        ),
      );
    }
    const byExpression = (ids: readonly string[]) =>
      expressions.map((text, index) => [text, ids[index]]);
    expect(byExpression(found)).toEqual(byExpression(asGitHasThem(expressions)));
    expect(new Set(found).size).toBe(10);
  });

  it.each([
    'HEAD^{tree}',
    'HEAD^{/Merge}',
    'HEAD^{commit',
    'HEAD~-1',
    'HEAD^@',
    'HEAD^!',
    'HEAD^-',
    'HEAD~1x',
    'HEAD@{1}',
    '@{upstream}',
    'main..HEAD',
    'HEAD:a.yaml',
    ':/Merge',
    '^main',
    '~1',
    '',
  ])('is not named by %j: that is said, with what is understood', async (text) => {
    const { code, message } = await refused(text);
    expect({ code, message }).toEqual({
      code: 'INVALID_SOURCE',
      message: `${repository.work}: ${JSON.stringify(text)} is not understood; name a commit by a branch, a tag, an id or HEAD, with ~N, ^N, ^{} or ^{commit} behind it where needed`,
    });
  });

  it.each([
    ['v1~99999999999999999999', 'v1', 'no parents'],
    ['v1.2.0^2', 'v1.2.0', 'one parent'],
    ['main~^99', 'main~', '3 parents'],
  ])('is not there where parents end: %s', async (text, last, count) => {
    const commit = await repository.git('rev-parse', `${last}^{commit}`);
    const { code, message } = await refused(text);
    expect({ code, message }).toEqual({
      code: 'REFERENCE_NOT_FOUND',
      message: `${repository.work}: there is no commit ${text}: ${commit} has ${count}; go back to a commit that is there`,
    });
  });

  it('is none where a tag names something else', async () => {
    for (const text of ['folder', 'folder^{}', 'folder~1']) {
      const { code, message } = await refused(text);
      expect(code).toBe('REFERENCE_NOT_FOUND');
      expect(message).toContain('there is no commit folder (');
    }
  });

  it('counts from what a linked work tree has checked out', async () => {
    const linked = join(folder, 'linked');
    await repository.git('worktree', 'add', '--quiet', '--detach', linked, 'sides/left');
    for (const text of ['HEAD~1', '@^']) {
      expect(await resolved(text, linked)).toBe(await repository.git('rev-parse', 'sides/left~1'));
    }
  });

  it('may be further back than a shallow clone goes: that is said', async () => {
    const shallow = join(folder, 'shallow');
    const url = `file://${repository.work}`;
    await repository.git(
      'clone',
      '--quiet',
      '--depth',
      '2',
      '--branch',
      'sides/left',
      url,
      shallow,
    );
    expect(await resolved('HEAD~', shallow)).toBe(
      await repository.git('rev-parse', 'sides/left~1'),
    );
    const commit = await repository.git('rev-parse', 'v1.2.0^{}');
    const { code, message } = await refused('HEAD~2', shallow);
    expect(code).toBe('COMMIT_NOT_FOUND');
    expect(message).toMatch(
      new RegExp(
        `^${shallow}: commit ${commit} on the way to HEAD~2 is not in this clone \\(.*\\); fetch more of its history$`,
      ),
    );
  });
});
