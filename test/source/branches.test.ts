import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BranchChange, Branches } from '../../src/model/ports/branches.ts';
import { openBranches } from '../../src/source/open-branches.ts';
import { parseReference } from '../../src/source/reference.ts';
import type { SourceOptions } from '../../src/source/source-options.ts';
import { basic } from '../support/git-server.ts';
import { type RemoteHarness, startRemote } from './remote-harness.ts';

let remote: RemoteHarness;
let opened: Branches[];
beforeEach(async () => {
  remote = await startRemote();
  opened = [];
});
afterEach(async () => {
  for (const one of opened) await one.close();
  await remote.close();
});

async function open(options: Partial<SourceOptions> = {}): Promise<Branches> {
  const branches = await openBranches({
    repository: remote.url,
    reference: parseReference('main'),
    cacheFolder: remote.cacheFolder,
    credentials: { kind: 'none' },
    environment: {},
    log: remote.log,
    ...options,
  });
  opened.push(branches);
  return branches;
}

const files = {
  'a.yaml': 'a: 1\n',
  'deep/down/b.yaml': 'b: 1\n',
  'deep/c.sh': '#!/bin/sh\n',
  'deep/link': { symlink: 'c.sh' },
};

async function change(): Promise<BranchChange> {
  return {
    parent: await remote.repository.publish(files),
    base: 'main',
    branch: 'tidewatch/adopt-1',
    files: new Map([
      ['a.yaml', 'a: 2\n'],
      ['deep/down/b.yaml', 'b: 2\n'],
    ]),
    message: 'Adopt drift\n\nWhat it was.\n',
  };
}

describe('a branch that is pushed', () => {
  it('has one commit, which changes the files that were given and nothing else', async () => {
    const given = await change();
    const commit = await (await open()).push(given);
    const { git, bare } = remote.repository;
    await git('fetch', '--quiet', bare, 'tidewatch/adopt-1');
    expect(await git('rev-parse', 'FETCH_HEAD', 'FETCH_HEAD^')).toBe(`${commit}\n${given.parent}`);
    expect(await git('diff', '--name-status', given.parent, commit)).toBe(
      'M\ta.yaml\nM\tdeep/down/b.yaml',
    );
    expect(await git('show', `${commit}:deep/down/b.yaml`)).toBe('b: 2');
    expect(await git('log', '-1', '--format=%an%n%B', commit)).toContain(
      'Tidewatch\nAdopt drift\n\nWhat it was.\n',
    );
    expect(await git('-C', bare, 'fsck', '--strict')).toBe('');
  });

  it('is the same commit when it is pushed again, and nothing is left on disk', async () => {
    const given = await change();
    const branches = await open();
    expect(await branches.push(given)).toBe(await branches.push(given));
    expect(await readdir(join(remote.cacheFolder, 'pushes'))).toEqual([]);
  });

  it('may come after a commit that its branch has left behind', async () => {
    const given = await change();
    await remote.repository.publish({ 'new.yaml': 'new\n' });
    const commit = await (await open()).push(given);
    const { git, bare } = remote.repository;
    expect(await git('-C', bare, 'rev-parse', 'tidewatch/adopt-1')).toBe(commit);
  });
});

describe('a branch that cannot be pushed', () => {
  it('is there already with something else', async () => {
    const given = await change();
    await remote.repository.git('branch', given.branch);
    await remote.repository.publish({ 'new.yaml': 'new\n' });
    await remote.repository.push('main:refs/heads/tidewatch/adopt-1');
    await expect((await open()).push(given)).rejects.toMatchObject({
      code: 'BRANCH_TAKEN',
      message: expect.stringMatching(
        /^http:\S+app\.git: the branch tidewatch\/adopt-1 is there already with another commit; remove it$/,
      ),
    });
  });

  it('is refused by a server that wants credentials', async () => {
    const given = await change();
    remote.server.require(basic('git', 'right'));
    await expect((await open()).push(given)).rejects.toMatchObject({
      code: 'AUTHENTICATION_FAILED',
    });
    const credentials = {
      kind: 'basic',
      username: 'git',
      password: { environment: 'PASSWORD' },
    } as const;
    const branches = await open({ credentials, environment: { PASSWORD: 'right' } });
    expect(await branches.push(given)).toMatch(/^[0-9a-f]{40}$/);
  });

  it('has no server', async () => {
    await expect(open({ repository: remote.repository.bare })).rejects.toMatchObject({
      code: 'INVALID_SOURCE',
      message: `${remote.repository.bare}: branches are pushed over HTTP(S) alone; name the repository by its URL`,
    });
  });
});
