import { promises } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import { folderTree } from '../../../src/source/folder-tree.ts';
import { loadGit } from '../../../src/source/git.ts';
import { openGitObjects } from '../../../src/source/git-objects.ts';
import { gitTree } from '../../../src/source/git-tree.ts';
import { createGitRepository } from '../../support/git-repository.ts';
import { describeFileTree, type TreeFile } from './file-tree-suite.ts';

const folders: string[] = [];

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-tree-'));
  folders.push(folder);
  return folder;
}

async function close(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}

async function write(root: string, path: string, file: TreeFile): Promise<void> {
  const absolute = join(root, path);
  await mkdir(dirname(absolute), { recursive: true });
  if (typeof file === 'string' || file instanceof Uint8Array) await writeFile(absolute, file);
  else if ('symlink' in file) await symlink(file.symlink, absolute);
  else {
    // What `git submodule update` leaves in a work tree.
    await mkdir(absolute);
    await writeFile(join(absolute, '.git'), 'gitdir: ../../.git/modules/library\n');
    await writeFile(join(absolute, 'base.yaml'), 'a: 1\n');
  }
}

describeFileTree({
  name: 'a commit',
  hasIds: true,
  async open(files, limits) {
    const repository = await createGitRepository(await temporaryFolder(), 'app');
    await repository.publish(files);
    const treeId = await repository.git('rev-parse', 'HEAD^{tree}');
    const objects = openGitObjects(await loadGit(), { promises }, repository.bare);
    return gitTree(objects, treeId, limits);
  },
  close,
});

describeFileTree({
  name: 'a folder on disk',
  hasIds: false,
  async open(files, limits) {
    const root = await temporaryFolder();
    await mkdir(join(root, '.git'));
    for (const [path, file] of Object.entries(files)) await write(root, path, file);
    return folderTree(root, limits);
  },
  close,
});

describeFileTree({
  name: 'memory',
  hasIds: true,
  open: async (files, limits) => memoryTree(files, limits),
  close,
});
