import type { BranchChange } from '../model/ports/branches.ts';
import type { Git, GitFiles } from './git.ts';

/** Who Tidewatch commits as. */
const author = { name: 'Tidewatch', email: 'tidewatch@localhost' };

/** Where a commit is written. */
export interface CommitPlace {
  readonly git: Git;
  readonly fs: GitFiles;
  readonly gitdir: string;
}

/**
 * Writes the objects of a commit that replaces files of its parent. Its time is the
 * parent's, so that equal changes are equal commits. Gives its id.
 */
export async function commitFiles(
  { parent, files, message }: Pick<BranchChange, 'parent' | 'files' | 'message'>,
  { git, fs, gitdir }: CommitPlace,
): Promise<string> {
  const { commit } = await git.readCommit({ fs, gitdir, oid: parent });
  const blobs = new Map<string, string>();
  for (const [path, content] of files) {
    const blob = new TextEncoder().encode(content);
    blobs.set(path, await git.writeBlob({ fs, gitdir, blob }));
  }
  const tree = await writeTree(commit.tree, blobs, { git, fs, gitdir });
  const { timestamp, timezoneOffset } = commit.committer;
  const person = { ...author, timestamp, timezoneOffset };
  const object = { tree, parent: [parent], author: person, committer: person, message };
  return git.writeCommit({ fs, gitdir, commit: object });
}

/** A tree with other blobs at some paths below it; modes stay. */
async function writeTree(
  oid: string,
  blobs: ReadonlyMap<string, string>,
  place: CommitPlace,
): Promise<string> {
  const { git, fs, gitdir } = place;
  const { tree } = await git.readTree({ fs, gitdir, oid });
  const entries = [];
  for (const entry of tree) {
    const below = new Map(
      [...blobs].flatMap(([path, blob]) =>
        path.startsWith(`${entry.path}/`) ? [[path.slice(entry.path.length + 1), blob]] : [],
      ),
    );
    const changed = below.size > 0 ? await writeTree(entry.oid, below, place) : entry.oid;
    entries.push({ ...entry, oid: blobs.get(entry.path) ?? changed });
  }
  return git.writeTree({ fs, gitdir, tree: entries });
}
