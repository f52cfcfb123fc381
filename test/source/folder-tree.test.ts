import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderTree, openFolder } from '../../src/source/folder-tree.ts';
import { failureOf } from '../contract/source/suite.ts';

describe('a folder on disk', () => {
  let top: string;

  beforeEach(async () => {
    top = await realpath(await mkdtemp(join(tmpdir(), 'tidewatch-folder-')));
    await mkdir(join(top, 'app/overlays/production'), { recursive: true });
    await mkdir(join(top, 'app/base'));
    await writeFile(join(top, 'app/base/a.yaml'), 'a: 1\n');
    await writeFile(join(top, 'outside.yaml'), 'secret: 1\n');
  });
  afterEach(() => rm(top, { recursive: true, force: true }));

  it('is in the tree of its work tree, so that its base is inside', async () => {
    await mkdir(join(top, 'app/.git'));
    const opened = await openFolder(join(top, 'app/overlays/production'));
    expect(opened.root).toBe(join(top, 'app'));
    expect(opened.path).toBe('overlays/production');
    expect(String(await opened.tree.read(`${opened.path}/../../base/a.yaml`))).toBe('a: 1\n');
    expect(await failureOf(opened.tree.read('../outside.yaml'))).toMatch(/^PATH_OUTSIDE_TREE /);
  });

  it('may be the top of a linked work tree, where .git is a file', async () => {
    await writeFile(join(top, 'app/.git'), 'gitdir: /elsewhere\n');
    expect(await openFolder(join(top, 'app'))).toMatchObject({ root: join(top, 'app'), path: '.' });
  });

  it('is in the tree of the whole file system outside of work trees', async () => {
    const opened = await openFolder(join(top, 'app/overlays/production'));
    expect(opened.root).toBe(parse(top).root);
    expect(String(await opened.tree.read(`${opened.path}/../../base/a.yaml`))).toBe('a: 1\n');
    await symlink(join(top, 'outside.yaml'), join(top, 'app/base/absolute.yaml'));
    const path = `${opened.path}/../../base/absolute.yaml`;
    expect(String(await opened.tree.read(path))).toBe('secret: 1\n');
  });

  it('is found through a link to it', async () => {
    await mkdir(join(top, 'app/.git'));
    await symlink('app/overlays', join(top, 'shortcut'));
    expect(await openFolder(join(top, 'shortcut/production'))).toMatchObject({
      root: join(top, 'app'),
      path: 'overlays/production',
    });
  });

  it.each([
    [
      'gone',
      'FILE_NOT_FOUND',
      'no such file or directory; check the spelling, upper and lower case matter',
    ],
    [
      'outside.yaml',
      'NOT_A_DIRECTORY',
      'is a file, not a directory; name the directory that it is in',
    ],
  ])('is not %s', async (name, code, what) => {
    const folder = join(top, name);
    expect(await failureOf(openFolder(folder))).toBe(`${code} ${folder}: ${what}`);
  });

  it('shows neither .git nor what is no file, folder or link', async () => {
    await mkdir(join(top, '.git'));
    const server = createServer().listen(join(top, 'socket'));
    const listed = await folderTree(top).list('.');
    expect(listed.map(({ path }) => path)).toEqual(['app', 'outside.yaml']);
    expect(await failureOf(folderTree(top).read('socket'))).toMatch(/^FILE_NOT_FOUND /);
    await new Promise((resolve) => server.close(resolve));
  });
});
