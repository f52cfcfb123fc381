import { promises } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadGit } from '../../src/source/git.ts';
import { openGitObjects } from '../../src/source/git-objects.ts';
import { createGitRepository, type GitRepository } from '../support/git-repository.ts';

describe('the objects of a repository', () => {
  let folder: string;
  let repository: GitRepository;
  let packsRead: number;
  const fs = {
    promises: {
      ...promises,
      async readFile(path: string, options: BufferEncoding | null = null) {
        if (path.endsWith('.pack')) packsRead += 1;
        return promises.readFile(path, options);
      },
    },
  };
  const blobOf = (path: string) => repository.git('rev-parse', `HEAD:${path}`);

  beforeEach(async () => {
    packsRead = 0;
    folder = await mkdtemp(join(tmpdir(), 'tidewatch-objects-'));
    repository = await createGitRepository(folder, 'app');
    await repository.publish({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' });
    await repository.git('--git-dir', repository.bare, 'gc', '--quiet');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('keep a pack in memory while they are read', async () => {
    const objects = openGitObjects(await loadGit(), fs, repository.bare);
    await objects.blob(await blobOf('a.yaml'));
    await objects.blob(await blobOf('b.yaml'));
    expect(packsRead).toBe(1);
  });

  it('let it go when nobody reads', async () => {
    const objects = openGitObjects(await loadGit(), fs, repository.bare, 1);
    const id = await blobOf('a.yaml');
    await vi.waitFor(async () => {
      await objects.blob(id);
      expect(packsRead).toBeGreaterThan(1);
    });
  });

  it.each([
    ['a commit that is a blob', 'treeOf', 'a.yaml', 'a blob, not a commit'],
    ['a blob that is a tree', 'blob', '', 'a tree, not a blob'],
  ] as const)('are not what they are not: %s', async (_, method, path, what) => {
    const objects = openGitObjects(await loadGit(), fs, repository.bare);
    const id = await blobOf(path);
    await expect(objects[method](id)).rejects.toThrow(`${id}: ${what}`);
  });
});
