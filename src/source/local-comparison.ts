import { promises } from 'node:fs';
import { messageOf } from '../model/errors.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { type Git, type GitFiles, loadGit } from './git.ts';
import { findGitFolder, headOf } from './local-source.ts';

/** Two commits of a clone, by their full ids. */
export interface LocalComparison {
  readonly head: string;
  /** Where the head leaves its base. */
  readonly mergeBase: string;
}

/**
 * Resolves two names of commits in a clone: branches, tags, `origin/main`, `HEAD`, full
 * references, ids and beginnings of ids. Throws `SourceError`: `REFERENCE_NOT_FOUND` for what
 * is not there, `COMMIT_NOT_FOUND` where the clone has too little history.
 */
export async function compareInClone(
  folder: string,
  base: string,
  head: string,
): Promise<LocalComparison> {
  const git = await loadGit();
  const fs: GitFiles = { promises };
  const gitdir = await findGitFolder(folder);
  const [from, to] = [
    await resolveName(git, fs, gitdir, folder, base),
    await resolveName(git, fs, gitdir, folder, head),
  ];
  const found: unknown = await git
    .findMergeBase({ fs, gitdir, oids: [from, to] })
    .catch((cause: unknown) => {
      throw tooLittleHistory(folder, base, head, cause);
    });
  const [mergeBase] = Array.isArray(found) ? found : [];
  if (typeof mergeBase !== 'string') throw tooLittleHistory(folder, base, head);
  return { head: to, mergeBase };
}

async function resolveName(
  git: Git,
  fs: GitFiles,
  gitdir: string,
  folder: string,
  name: string,
): Promise<string> {
  try {
    const ref = name === 'HEAD' ? await headOf(folder) : name;
    const oid = await git
      .resolveRef({ fs, gitdir, ref })
      .catch(() => git.expandOid({ fs, gitdir, oid: name }));
    // A tag may be an object of its own.
    return (await git.readCommit({ fs, gitdir, oid })).oid;
  } catch (cause) {
    throw new SourceError(
      'REFERENCE_NOT_FOUND',
      `${folder}: there is no commit ${name} (${messageOf(cause)}); fetch it, or name a branch, a tag or an id that is there`,
      { data: { repository: folder, reference: name }, cause },
    );
  }
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
