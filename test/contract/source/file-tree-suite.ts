import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileTree } from '../../../src/model/ports/file-tree.ts';
import type { TreeLimits } from '../../../src/model/walked-tree.ts';
import { LFS_POINTER } from '../../support/git-repository.ts';

export type TreeFile = string | Uint8Array | { symlink: string } | { submodule: string };

/** One implementation of `FileTree`, and how to fill it. */
export interface FileTreeCase {
  readonly name: string;
  /** Whether entries carry ids. */
  readonly hasIds: boolean;
  open(files: Readonly<Record<string, TreeFile>>, limits: TreeLimits): Promise<FileTree>;
  close(): Promise<void>;
}

const LIMITS: TreeLimits = { fileSize: 2048, pathDepth: 8 };

const FILES: Readonly<Record<string, TreeFile>> = {
  'README.md': 'read me\n',
  'base/kustomization.yaml': 'resources: []\n',
  'base/ünï code.yaml': 'a: 1\n',
  'base/nested/deep.yaml': 'deep: true\n',
  'copy/kustomization.yaml': 'resources: []\n',
  'link-to-file': { symlink: 'README.md' },
  'link-to-folder': { symlink: 'base/nested' },
  'link-to-link': { symlink: 'link-to-folder' },
  'link-to-nothing': { symlink: 'gone.yaml' },
  'overlays/up': { symlink: '../base' },
  'overlays/out': { symlink: '../../etc/passwd' },
  'overlays/absolute': { symlink: '/etc/passwd' },
  'overlays/over-the-link': { symlink: 'up/../../..' },
  'overlays/around': { symlink: '../link-to-folder/../../README.md' },
  'loop-a': { symlink: 'loop-b' },
  'loop-b': { symlink: 'loop-a' },
  'vendor/library': { submodule: '1234567890123456789012345678901234567890' },
  'large.yaml': 'x'.repeat(2049),
  'full.yaml': 'x'.repeat(2048),
  'pointer.bin': LFS_POINTER,
  '1/2/3/4/5/6/7/8/9': 'too deep\n',
};

/** What every `FileTree` does, to the word of its messages. */
export function describeFileTree(testCase: FileTreeCase): void {
  describe(`a file tree: ${testCase.name}`, () => {
    let tree: FileTree;
    const text = async (path: string) => Buffer.from(await tree.read(path)).toString();
    const failure = (reading: Promise<unknown>) =>
      reading.then(
        () => 'nothing was thrown',
        (error: unknown) =>
          error instanceof Error && 'code' in error ? `${error.code} ${error.message}` : error,
      );

    beforeAll(async () => {
      tree = await testCase.open(FILES, LIMITS);
    });
    afterAll(() => testCase.close());

    it('reads a file, byte for byte', async () => {
      expect(await text('base/kustomization.yaml')).toBe('resources: []\n');
      expect(await text('base/ünï code.yaml')).toBe('a: 1\n');
      expect((await tree.read('full.yaml')).length).toBe(2048);
    });

    it.each(['./README.md', 'base/../README.md', 'base//../README.md', 'overlays/up/../README.md'])(
      'reads the same file by another path: %s',
      async (path) => {
        expect(await text(path)).toBe('read me\n');
      },
    );

    it('follows links to files, to folders, and to links', async () => {
      expect(await text('link-to-file')).toBe('read me\n');
      expect(await text('link-to-folder/deep.yaml')).toBe('deep: true\n');
      expect(await text('link-to-link/deep.yaml')).toBe('deep: true\n');
      expect(await text('overlays/up/kustomization.yaml')).toBe('resources: []\n');
    });

    it('walks a link as POSIX does: up from where it leads, not from where it is', async () => {
      expect(await text('link-to-folder/../kustomization.yaml')).toBe('resources: []\n');
      expect(await text('overlays/around')).toBe('read me\n');
    });

    it('tells where links lead', async () => {
      expect(await tree.realpath('link-to-link/deep.yaml')).toBe('base/nested/deep.yaml');
      expect(await tree.realpath('overlays/up')).toBe('base');
      expect(await tree.realpath('.')).toBe('.');
      expect(await tree.realpath('base/..')).toBe('.');
    });

    it('lists a folder by name', async () => {
      const listed = await tree.list('.');
      expect(listed.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
        'directory 1',
        'file README.md',
        'directory base',
        'directory copy',
        'file full.yaml',
        'file large.yaml',
        'symlink link-to-file',
        'symlink link-to-folder',
        'symlink link-to-link',
        'symlink link-to-nothing',
        'symlink loop-a',
        'symlink loop-b',
        'directory overlays',
        'file pointer.bin',
        'directory vendor',
      ]);
    });

    it('lists a folder behind a link under the path that was asked for', async () => {
      const listed = await tree.list('link-to-folder');
      expect(listed.map(({ path }) => path)).toEqual(['link-to-folder/deep.yaml']);
      expect((await tree.list('./base/')).map(({ path }) => path)).toEqual([
        'base/kustomization.yaml',
        'base/nested',
        'base/ünï code.yaml',
      ]);
    });

    it('describes an entry without following it', async () => {
      expect(await tree.entry('link-to-file')).toMatchObject({
        path: 'link-to-file',
        kind: 'symlink',
      });
      expect(await tree.entry('loop-a')).toMatchObject({ kind: 'symlink' });
      expect(await tree.entry('link-to-folder/deep.yaml')).toMatchObject({ kind: 'file' });
      expect(await tree.entry('vendor/library')).toMatchObject({ kind: 'submodule' });
      expect(await tree.entry('./base/')).toMatchObject({ path: 'base', kind: 'directory' });
      expect(await tree.entry('.')).toMatchObject({ path: '.', kind: 'directory' });
    });

    it.each(['gone.yaml', 'base/gone.yaml', 'README.md/gone', 'readme.md', '.git'])(
      'has no entry %s',
      async (path) => {
        expect(await tree.entry(path)).toBeUndefined();
      },
    );

    it(testCase.hasIds ? 'gives equal content equal ids' : 'gives no ids', async () => {
      const ids = async (...paths: string[]) =>
        Promise.all(paths.map(async (path) => (await tree.entry(path))?.id));
      const [one, copy, other] = await ids(
        'base/kustomization.yaml',
        'copy/kustomization.yaml',
        'README.md',
      );
      expect(copy).toBe(one);
      expect(other === one).toBe(!testCase.hasIds);
      expect(typeof one).toBe(testCase.hasIds ? 'string' : 'undefined');
    });

    it.each([
      [
        'gone.yaml',
        'FILE_NOT_FOUND gone.yaml: no such file or directory; check the spelling, upper and lower case matter',
      ],
      [
        'link-to-nothing',
        'FILE_NOT_FOUND link-to-nothing: no such file or directory; check the spelling, upper and lower case matter',
      ],
      ['base', 'NOT_A_FILE base: is a directory, not a file; name a file in it'],
      [
        '../secret.yaml',
        'PATH_OUTSIDE_TREE ../secret.yaml: leads out of the repository; name a file inside it',
      ],
      [
        'base/../../secret.yaml',
        'PATH_OUTSIDE_TREE base/../../secret.yaml: leads out of the repository; name a file inside it',
      ],
      [
        '/etc/passwd',
        'PATH_OUTSIDE_TREE /etc/passwd: leads out of the repository; name a file inside it',
      ],
      [
        'overlays/out',
        'PATH_OUTSIDE_TREE overlays/out: the symbolic link overlays/out -> ../../etc/passwd leads out of the repository; link to a file inside it or commit a copy',
      ],
      [
        'overlays/absolute',
        'PATH_OUTSIDE_TREE overlays/absolute: the symbolic link overlays/absolute -> /etc/passwd leads out of the repository; link to a file inside it or commit a copy',
      ],
      [
        'overlays/over-the-link',
        'PATH_OUTSIDE_TREE overlays/over-the-link: the symbolic link overlays/over-the-link -> up/../../.. leads out of the repository; link to a file inside it or commit a copy',
      ],
      [
        'link-to-folder/../../../secret.yaml',
        'PATH_OUTSIDE_TREE link-to-folder/../../../secret.yaml: leads out of the repository; name a file inside it',
      ],
      [
        'loop-a',
        'SYMLINK_LOOP loop-a: more than 40 symbolic links, the last one loop-a; look for links that lead to each other',
      ],
      [
        'large.yaml',
        'FILE_TOO_LARGE large.yaml: 2 KiB is over the limit of 2 KiB a file; make it smaller or raise --max-file-size',
      ],
      [
        'pointer.bin',
        'LFS_POINTER pointer.bin: is a Git LFS pointer, not the file itself; commit the file without LFS (git lfs untrack pointer.bin, then git add --renormalize pointer.bin)',
      ],
      [
        'vendor/library',
        'SUBMODULE vendor/library: is in a submodule, which is not fetched; commit its files into this repository',
      ],
      [
        'vendor/library/base.yaml',
        'SUBMODULE vendor/library/base.yaml: is in a submodule, which is not fetched; commit its files into this repository',
      ],
      [
        '1/2/3/4/5/6/7/8/9',
        'PATH_TOO_DEEP 1/2/3/4/5/6/7/8/9: deeper than the limit of 8 folders; move it up or raise the limit',
      ],
    ])('does not read %s', async (path, message) => {
      expect(await failure(tree.read(path))).toBe(message);
    });

    it.each([
      [
        'README.md',
        'NOT_A_DIRECTORY README.md: is a file, not a directory; name the directory that it is in',
      ],
      [
        'gone',
        'FILE_NOT_FOUND gone: no such file or directory; check the spelling, upper and lower case matter',
      ],
      [
        'vendor/library',
        'SUBMODULE vendor/library: is in a submodule, which is not fetched; commit its files into this repository',
      ],
      [
        'overlays/out',
        'PATH_OUTSIDE_TREE overlays/out: the symbolic link overlays/out -> ../../etc/passwd leads out of the repository; link to a file inside it or commit a copy',
      ],
    ])('does not list %s', async (path, message) => {
      expect(await failure(tree.list(path))).toBe(message);
    });
  });
}
