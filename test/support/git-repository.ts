import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A text, bytes, a symbolic link, a submodule at a commit, or `null` to delete the file. */
export type CommittedFile =
  | string
  | Uint8Array
  | { readonly symlink: string }
  | { readonly submodule: string }
  | null;

/** A bare repository and a work tree that pushes to it, made with the real `git`. */
export interface GitRepository {
  /** The bare repository: what a server serves. */
  readonly bare: string;
  /** The work tree of the author. */
  readonly work: string;
  /** Runs `git` in the work tree; its standard output without the last line break. */
  git(...args: string[]): Promise<string>;
  /** Writes files and commits them on the current branch; the new commit's id. */
  commit(files: Readonly<Record<string, CommittedFile>>, message?: string): Promise<string>;
  /** Pushes references (`main` when none is named), with force where asked. */
  push(...args: string[]): Promise<void>;
  /** `commit`, then `push`. */
  publish(files: Readonly<Record<string, CommittedFile>>, message?: string): Promise<string>;
}

/** The text that Git LFS commits in place of a file. */
export const LFS_POINTER = [
  'version https://git-lfs.github.com/spec/v1',
  'oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393',
  'size 12345',
  '',
].join('\n');

/** Nothing is tidied up or forced to the disk: repositories of tests live for seconds. */
const quickly = {
  'maintenance.auto': 'false',
  'gc.auto': '0',
  'receive.autogc': 'false',
  'core.fsync': 'none',
};

/** No configuration of the user or the machine, a fixed author, dates that only count up. */
export function gitEnvironment(second = 0): NodeJS.ProcessEnv {
  const date = `${1_700_000_000 + second} +0000`;
  return {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(Object.keys(quickly).length),
    ...Object.fromEntries(
      Object.entries(quickly).flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    GIT_AUTHOR_NAME: 'Author',
    GIT_AUTHOR_EMAIL: 'author@example.com',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Author',
    GIT_COMMITTER_EMAIL: 'author@example.com',
    GIT_COMMITTER_DATE: date,
  };
}

/**
 * Makes `<folder>/<name>.git`, bare and empty, and `<folder>/<name>`, a work
 * tree on branch `main`.
 */
export async function createGitRepository(folder: string, name: string): Promise<GitRepository> {
  const bare = join(folder, `${name}.git`);
  const work = join(folder, name);
  let commits = 0;
  const git = async (...args: string[]) => {
    const options = { cwd: work, env: gitEnvironment(commits), maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run('git', args, options);
    return stdout.replace(/\n$/, '');
  };
  await mkdir(work, { recursive: true });
  await git('init', '--quiet', '--template=', '--bare', '--initial-branch=main', bare);
  await git('init', '--quiet', '--template=', '--initial-branch=main');
  const repository: GitRepository = {
    bare,
    work,
    git,
    async commit(files, message = `Commit ${commits + 1}`) {
      commits += 1;
      for (const [path, file] of Object.entries(files)) await write(work, path, file);
      await git('add', '--all', '--force', '.');
      for (const [path, file] of Object.entries(files)) await addSubmodule(git, path, file);
      await git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    async push(...args) {
      await git('push', '--quiet', bare, ...(args.length === 0 ? ['main'] : args));
    },
    async publish(files, message) {
      const commit = await repository.commit(files, message);
      await repository.push('HEAD');
      return commit;
    },
  };
  return repository;
}

async function write(work: string, path: string, file: CommittedFile): Promise<void> {
  const absolute = join(work, path);
  if (isSubmodule(file)) {
    await mkdir(absolute, { recursive: true });
    return;
  }
  await rm(absolute, { force: true, recursive: true });
  if (file === null) return;
  await mkdir(dirname(absolute), { recursive: true });
  if (typeof file === 'object' && 'symlink' in file) await symlink(file.symlink, absolute);
  else await writeFile(absolute, file);
}

/** An entry that names a commit of a repository that need not exist. */
async function addSubmodule(
  git: GitRepository['git'],
  path: string,
  file: CommittedFile,
): Promise<void> {
  if (!isSubmodule(file)) return;
  await git('update-index', '--add', '--cacheinfo', `160000,${file.submodule},${path}`);
}

function isSubmodule(file: CommittedFile): file is { readonly submodule: string } {
  return file !== null && typeof file === 'object' && 'submodule' in file;
}
