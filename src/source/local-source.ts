import { promises } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf } from '../model/errors.ts';
import type { Revision, Snapshot, Source } from '../model/ports/source.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { type Git, type GitFiles, loadGit } from './git.ts';
import { type DamagedObjectError, openGitObjects } from './git-objects.ts';
import { gitTree } from './git-tree.ts';
import { healingObjects } from './healing-objects.ts';
import { lineOrigin } from './line-origin.ts';
import { listLocalReferences } from './local-references.ts';
import type { GitReference } from './reference.ts';
import { rememberLast } from './remember-last.ts';
import { resolveReference } from './resolve-reference.ts';
import { serialize } from './serialize.ts';
import type { SourceLimits } from './source-options.ts';

export interface LocalSourceOptions {
  /** The folder of a bare repository, or of a work tree. */
  readonly path: string;
  readonly reference: GitReference;
  readonly limits: SourceLimits;
}

const MAX_SNAPSHOTS = 4;

/** A repository of this machine, read where it is and never written to. */
export function localSource(options: LocalSourceOptions): Source {
  const { path, reference, limits } = options;
  const snapshots = rememberLast<Snapshot>(MAX_SNAPSHOTS);
  const oneAtATime = serialize();
  const fs: GitFiles = { promises };

  const openCommit = async (git: Git, gitdir: string, revision: Revision): Promise<Snapshot> => {
    const { commit } = revision;
    // Somebody may repack the repository while it is read: a second look finds the new packs.
    const objects = healingObjects(
      openGitObjects(git, fs, gitdir),
      async () => openGitObjects(git, fs, gitdir),
      (cause) => damaged(path, commit, cause),
    );
    const treeId = await objects.treeOf(commit);
    return {
      revision,
      treeId,
      tree: gitTree(objects, treeId, limits),
      lineOrigin: (file, line) => lineOrigin(openGitObjects(git, fs, gitdir), commit, file, line),
    };
  };

  const snapshot = (revision: Revision, signal?: AbortSignal): Promise<Snapshot> =>
    oneAtATime(async () => {
      signal?.throwIfAborted();
      const known = snapshots.get(revision.commit);
      if (known !== undefined) return { ...known, revision };
      const opened = await openCommit(await loadGit(), await findGitFolder(path), revision);
      snapshots.set(revision.commit, opened);
      return opened;
    });

  return {
    async resolve(signal) {
      signal?.throwIfAborted();
      if (reference.kind === 'commit') {
        const revision = { commit: reference.commit, ref: reference.commit };
        await snapshot(revision, signal);
        return revision;
      }
      const git = await loadGit();
      const gitdir = await findGitFolder(path);
      return resolveReference(reference, path, (prefix) =>
        listLocalReferences(git, fs, gitdir, prefix),
      );
    },
    snapshot,
    close: async () => snapshots.clear(),
  };
}

/** The folder with objects and references: of a bare repository, a work tree or a linked one. */
export async function findGitFolder(path: string): Promise<string> {
  const folder = (await gitFolderOf(join(path, '.git'))) ?? path;
  const [head, objects] = await Promise.all([
    stat(join(folder, 'HEAD')).catch(() => undefined),
    stat(join(folder, 'objects')).catch(() => undefined),
  ]);
  if (head === undefined || objects === undefined) {
    throw new SourceError(
      'REPOSITORY_NOT_FOUND',
      `${path}: no Git repository; write the folder of a repository, or run git init there`,
      { data: { repository: path } },
    );
  }
  await refuseUnsupported(path, folder);
  return folder;
}

async function gitFolderOf(dotGit: string): Promise<string | undefined> {
  const folder = await ownGitFolder(dotGit);
  if (folder === undefined || folder === dotGit) return folder;
  // A linked work tree keeps its objects and branches where it was linked from.
  const common = await readFile(join(folder, 'commondir'), 'utf8').catch(() => undefined);
  return common === undefined ? folder : resolve(folder, common.trim());
}

/** What `.git` of a work tree is, or leads to; `undefined` where there is none. */
async function ownGitFolder(dotGit: string): Promise<string | undefined> {
  const found = await stat(dotGit).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isDirectory()) return dotGit;
  const linked = /^gitdir: (.+)$/m.exec(await readFile(dotGit, 'utf8'))?.[1];
  return linked === undefined ? undefined : resolve(dotGit, '..', linked);
}

/** What `HEAD` of a work tree says: a reference, or the id of a commit. A linked one has its own. */
export async function headOf(path: string): Promise<string> {
  const folder = (await ownGitFolder(join(path, '.git'))) ?? path;
  const text = await readFile(join(folder, 'HEAD'), 'utf8');
  return text.trim().replace(/^ref: /, '');
}

async function refuseUnsupported(path: string, folder: string): Promise<void> {
  const config = await readFile(join(folder, 'config'), 'utf8').catch(() => '');
  const alternates = await readFile(join(folder, 'objects', 'info', 'alternates'), 'utf8').catch(
    () => '',
  );
  const reason = /^\s*objectformat\s*=\s*sha256\s*$/im.test(config)
    ? 'it names objects by SHA-256; make it with git init --object-format=sha1'
    : /^\s*refstorage\s*=\s*reftable\s*$/im.test(config)
      ? 'it keeps references as reftable; run git refs migrate --ref-format=files'
      : alternates.trim() === ''
        ? undefined
        : 'it borrows objects from another repository; run git repack -a -d and remove objects/info/alternates';
  if (reason === undefined) return;
  throw new SourceError('UNSUPPORTED_REPOSITORY', `${path}: cannot be read in place, ${reason}`, {
    data: { repository: path },
  });
}

function damaged(path: string, commit: string, cause: DamagedObjectError): SourceError {
  return new SourceError(
    'COMMIT_NOT_FOUND',
    `${path}: commit ${commit} cannot be read (${messageOf(cause)}); check the id, or run git fsck`,
    { data: { repository: path, commit }, cause },
  );
}
