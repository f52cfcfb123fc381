import { promises } from 'node:fs';
import { SourceError } from '../model/ports/source-errors.ts';
import { type GitFiles, loadGit } from './git.ts';
import { findGitFolder } from './local-source.ts';
import { resolveCommit } from './resolve-commit.ts';

/** Two commits of a clone, by their full ids. */
export interface LocalComparison {
  readonly head: string;
  /** Where the head leaves its base. */
  readonly mergeBase: string;
}

/**
 * Compares two commits of a clone, each named as `resolveCommit` has it. Throws the same `SourceError`s, and
 * `COMMIT_NOT_FOUND` where the clone has too little history of them.
 */
export async function compareInClone(
  folder: string,
  base: string,
  head: string,
): Promise<LocalComparison> {
  const git = await loadGit();
  const fs: GitFiles = { promises };
  const gitdir = await findGitFolder(folder);
  const clone = { git, fs, gitdir, folder };
  const [from, to] = [await resolveCommit(clone, base), await resolveCommit(clone, head)];
  const found: unknown = await git
    .findMergeBase({ fs, gitdir, oids: [from, to] })
    .catch((cause: unknown) => {
      throw tooLittleHistory(folder, base, head, cause);
    });
  const [mergeBase] = Array.isArray(found) ? found : [];
  if (typeof mergeBase !== 'string') throw tooLittleHistory(folder, base, head);
  return { head: to, mergeBase };
}

function tooLittleHistory(
  folder: string,
  base: string,
  head: string,
  cause?: unknown,
): SourceError {
  return new SourceError(
    'COMMIT_NOT_FOUND',
    `${folder}: where ${head} leaves ${base} is not in this clone; fetch the history of both`,
    { data: { repository: folder, base, head }, cause },
  );
}
