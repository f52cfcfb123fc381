import { messageOf } from '../model/errors.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { type CommitExpression, parseCommitExpression } from './commit-expression.ts';
import type { Git, GitFiles } from './git.ts';
import { type GitCommit, openGitObjects } from './git-objects.ts';
import { headOf } from './local-source.ts';

/** A repository on disk. */
export interface Clone {
  readonly git: Git;
  readonly fs: GitFiles;
  /** With objects and references. */
  readonly gitdir: string;
  /** The one that people know. */
  readonly folder: string;
}

/**
 * The id of the commit that an expression such as `main~3`, `v1.2.0^{}`, `origin/main` or the beginning of an id
 * names. Throws `SourceError`: `INVALID_SOURCE` for what is not understood, `REFERENCE_NOT_FOUND` for what is not
 * there, `COMMIT_NOT_FOUND` where the clone has too little history.
 */
export async function resolveCommit(clone: Clone, text: string): Promise<string> {
  const expression = parseCommitExpression(text);
  if (expression === undefined) throw notUnderstood(clone, text);
  const { name, steps } = expression;
  const named = await commitNamed(clone, name, text);
  return steps.length === 0 ? named : walk(clone, named, steps, text);
}

async function commitNamed(
  { git, fs, gitdir, folder }: Clone,
  name: string,
  text: string,
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
      { data: { repository: folder, reference: text }, cause },
    );
  }
}

async function walk(
  clone: Clone,
  from: string,
  steps: CommitExpression['steps'],
  text: string,
): Promise<string> {
  const objects = openGitObjects(clone.git, clone.fs, clone.gitdir);
  const read = (id: string) =>
    objects.commit(id).catch((cause: unknown) => {
      throw tooLittleHistory(clone, text, id, cause);
    });
  let id = from;
  for (const { parent, times } of steps) {
    for (let count = 0; count < times; count++) {
      const { parents } = await read(id);
      const next = parents[parent - 1];
      if (next === undefined) throw noParent(clone, text, id, parents);
      id = next;
    }
  }
  // Of a shallow clone only the ids of the last parents are there.
  await read(id);
  return id;
}

function notUnderstood({ folder }: Clone, text: string): SourceError {
  return new SourceError(
    'INVALID_SOURCE',
    `${folder}: ${JSON.stringify(text)} is not understood; name a commit by a branch, a tag, an id or HEAD, with ~N, ^N, ^{} or ^{commit} behind it where needed`,
    { data: { repository: folder, reference: text } },
  );
}

function noParent(
  { folder }: Clone,
  text: string,
  id: string,
  parents: GitCommit['parents'],
): SourceError {
  const count = parents.length === 1 ? 'one parent' : `${parents.length || 'no'} parents`;
  return new SourceError(
    'REFERENCE_NOT_FOUND',
    `${folder}: there is no commit ${text}: ${id} has ${count}; go back to a commit that is there`,
    { data: { repository: folder, reference: text, commit: id } },
  );
}

function tooLittleHistory(
  { folder }: Clone,
  text: string,
  commit: string,
  cause: unknown,
): SourceError {
  return new SourceError(
    'COMMIT_NOT_FOUND',
    `${folder}: commit ${commit} on the way to ${text} is not in this clone (${messageOf(cause)}); fetch more of its history`,
    { data: { repository: folder, reference: text, commit }, cause },
  );
}
