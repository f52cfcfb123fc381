import { createHash } from 'node:crypto';
import { messageOf, TidewatchError } from '../model/errors.ts';
import type { FileKind } from '../model/ports/file-tree.ts';
import type { Git, GitFiles } from './git.ts';
import { rememberLast } from './remember-last.ts';

/** A Git object that is missing or is not what its id says. Never leaves this folder. */
export class DamagedObjectError extends TidewatchError {
  override readonly code = 'DAMAGED_OBJECT';
}

export interface GitEntry {
  readonly kind: FileKind;
  readonly id: string;
}

/** Reads Git objects by id. */
export interface GitObjects {
  /** The tree of a commit. */
  treeOf(commit: string): Promise<string>;
  commit(id: string): Promise<GitCommit>;
  /** The entries of a tree, by name. */
  tree(id: string): Promise<ReadonlyMap<string, GitEntry>>;
  blob(id: string): Promise<Uint8Array>;
}

/** What a commit says of itself. */
export interface GitCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** The name alone. */
  readonly author: string;
  /** When its author wrote it; milliseconds since the epoch. */
  readonly time: number;
}

type ObjectType = 'commit' | 'tree' | 'blob';

/** Directories that are kept parsed; one is some hundred bytes. */
const MAX_TREES = 4096;

/**
 * The objects of a repository on disk. Every object is hashed and compared with
 * its id, which isomorphic-git does not do for packs. Throws
 * `DamagedObjectError`, and errors of the file system as they are.
 *
 * isomorphic-git keeps whole packs in its cache, without which a read takes ten
 * times as long. `idle` milliseconds after the last read they are let go.
 */
export function openGitObjects(git: Git, fs: GitFiles, gitdir: string, idle = 10_000): GitObjects {
  let cache: object = {};
  const release = setTimeout(() => {
    cache = {};
  }, idle).unref();
  const trees = rememberLast<ReadonlyMap<string, GitEntry>>(MAX_TREES);

  const read = async (oid: string, type: ObjectType): Promise<Buffer> => {
    release.refresh();
    const found = await readRaw(git, fs, gitdir, oid, cache);
    if (found.type !== type) throw new DamagedObjectError(`${oid}: a ${found.type}, not a ${type}`);
    const object = Buffer.from(found.object.buffer, found.object.byteOffset, found.object.length);
    const hash = createHash('sha1').update(`${type} ${object.length}\0`).update(object);
    if (hash.digest('hex') !== oid) throw new DamagedObjectError(`${oid}: has another content`);
    return object;
  };

  return {
    treeOf: async (id) => parseCommit(id, await read(id, 'commit')).tree,
    commit: async (id) => parseCommit(id, await read(id, 'commit')),
    async tree(id) {
      const known = trees.get(id);
      if (known !== undefined) return known;
      const parsed = parseTree(id, await read(id, 'tree'));
      trees.set(id, parsed);
      return parsed;
    },
    blob: (id) => read(id, 'blob'),
  };
}

function parseCommit(id: string, commit: Buffer): GitCommit {
  const text = commit.toString('utf8');
  const [head = ''] = text.split('\n\n', 1);
  const tree = /^tree ([0-9a-f]{40})$/m.exec(head)?.[1];
  if (tree === undefined) throw new DamagedObjectError(`${id}: a commit without tree`);
  const parents = [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, parent = '']) => parent);
  const [, author = '', seconds = '0'] = /^author (.*) <[^>]*> (\d+)/m.exec(head) ?? [];
  return { tree, parents, author, time: Number(seconds) * 1000 };
}

interface RawObject {
  readonly type: string;
  readonly object: Uint8Array;
}

async function readRaw(
  git: Git,
  fs: GitFiles,
  gitdir: string,
  oid: string,
  cache: object,
): Promise<RawObject> {
  try {
    const found = await git.readObject({ fs, gitdir, oid, format: 'content', cache });
    if (found.format === 'content') return found;
  } catch (cause) {
    if (isSystemError(cause)) throw cause;
    throw new DamagedObjectError(`${oid}: ${messageOf(cause)}`, { cause });
  }
  throw new DamagedObjectError(`${oid}: cannot be read`);
}

/** Trouble of the machine, which reading elsewhere would not cure. */
function isSystemError(thrown: unknown): boolean {
  if (thrown instanceof TidewatchError) return true;
  if (!(thrown instanceof Error) || !('code' in thrown)) return false;
  return /^(EACCES|EPERM|EMFILE|ENFILE|ENOMEM|ENOSPC|EIO)$/.test(String(thrown.code));
}

/** A tree is a run of `mode SP name NUL id`, the id in 20 bytes. */
function parseTree(id: string, tree: Buffer): ReadonlyMap<string, GitEntry> {
  const entries = new Map<string, GitEntry>();
  let position = 0;
  while (position < tree.length) {
    const space = tree.indexOf(0x20, position);
    const zero = tree.indexOf(0, space);
    if (space < 0 || zero < 0 || zero + 21 > tree.length) {
      throw new DamagedObjectError(`${id}: a tree that cannot be read`);
    }
    const mode = tree.toString('latin1', position, space);
    const name = tree.toString('utf8', space + 1, zero);
    entries.set(name, { kind: kindOf(mode), id: tree.toString('hex', zero + 1, zero + 21) });
    position = zero + 21;
  }
  return entries;
}

function kindOf(mode: string): FileKind {
  if (mode === '40000') return 'directory';
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return 'file';
}
