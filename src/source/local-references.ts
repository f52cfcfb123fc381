import type { Git, GitFiles } from './git.ts';
import type { ListedReference } from './resolve-reference.ts';

/** The references of a repository on disk under a prefix. */
export async function listLocalReferences(
  git: Git,
  fs: GitFiles,
  gitdir: string,
  prefix: string,
): Promise<readonly ListedReference[]> {
  if (!prefix.endsWith('/')) {
    const one = await readReference(git, fs, gitdir, prefix);
    return one === undefined ? [] : [one];
  }
  const names = await git.listRefs({ fs, gitdir, filepath: prefix.slice(0, -1) });
  const listed = await Promise.all(
    names.map((name) => readReference(git, fs, gitdir, `${prefix}${name}`)),
  );
  return listed.filter((one) => one !== undefined);
}

async function readReference(
  git: Git,
  fs: GitFiles,
  gitdir: string,
  name: string,
): Promise<ListedReference | undefined> {
  const target = await targetOf(git, fs, gitdir, name);
  const oid = await orUndefined(git.resolveRef({ fs, gitdir, ref: target ?? name }));
  return oid === undefined ? undefined : { name, commit: await peel(git, fs, gitdir, oid), target };
}

async function orUndefined(resolved: Promise<string>): Promise<string | undefined> {
  try {
    return await resolved;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'NotFoundError') return undefined;
    throw error;
  }
}

/** What `HEAD` points at, unless that is a commit. */
async function targetOf(
  git: Git,
  fs: GitFiles,
  gitdir: string,
  name: string,
): Promise<string | undefined> {
  if (name !== 'HEAD') return undefined;
  const target = await git.resolveRef({ fs, gitdir, ref: name, depth: 2 });
  return target.startsWith('refs/') ? target : undefined;
}

async function peel(git: Git, fs: GitFiles, gitdir: string, oid: string): Promise<string> {
  const found = await git.readObject({ fs, gitdir, oid, format: 'content' });
  if (found.type !== 'tag') return oid;
  const { tag } = await git.readTag({ fs, gitdir, oid });
  return peel(git, fs, gitdir, tag.object);
}
