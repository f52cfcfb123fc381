import fs from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadGit } from '../../source/git.ts';

const author = { name: 'Tidewatch demo', email: 'demo@tidewatch.dev' };

/** A file before and after a commit, as text. */
export interface FileChange {
  /** Relative to the repository. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Commit {
  readonly id: string;
  readonly message: string;
  readonly changes: readonly FileChange[];
}

/** A Git repository with a work tree, made without the program `git`. */
export interface ScratchRepository {
  readonly folder: string;
  read(path: string): Promise<string>;
  /** Commits what is in the work tree, and these files as they shall be. */
  commit(message: string, files: Readonly<Record<string, string>>): Promise<Commit>;
}

/** Makes a repository on branch `main` whose work tree holds copies of folders; nothing is committed yet. */
export async function createScratchRepository(
  folder: string,
  copies: { readonly from: string; readonly folders: readonly string[] },
): Promise<ScratchRepository> {
  const git = await loadGit();
  await mkdir(folder, { recursive: true });
  for (const name of copies.folders) {
    await cp(join(copies.from, name), join(folder, name), { recursive: true });
  }
  await git.init({ fs, dir: folder, defaultBranch: 'main' });

  async function write(path: string, after: string): Promise<FileChange> {
    const absolute = join(folder, path);
    const before = await readFile(absolute, 'utf8');
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, after);
    return { path, before, after };
  }

  return {
    folder,
    read: (path) => readFile(join(folder, path), 'utf8'),
    async commit(message, files) {
      const changes: FileChange[] = [];
      for (const [path, text] of Object.entries(files)) changes.push(await write(path, text));
      await git.add({ fs, dir: folder, filepath: '.' });
      const id = await git.commit({ fs, dir: folder, message, author });
      return { id, message, changes };
    },
  };
}
