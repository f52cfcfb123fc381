import { mkdir } from 'node:fs/promises';
import { messageOf } from '../model/errors.ts';
import type { Log } from '../model/ports/log.ts';
import type { Revision, Snapshot, Source } from '../model/ports/source.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { generationFiles } from './cache-files.ts';
import { fetchCommit } from './fetch-commit.ts';
import {
  findGeneration,
  type Generation,
  removeGeneration,
  removeOldGenerations,
  repositoryFolder,
} from './generations.ts';
import { type Git, loadGit } from './git.ts';
import { DamagedObjectError, type GitObjects, openGitObjects } from './git-objects.ts';
import { gitTree } from './git-tree.ts';
import { healingObjects } from './healing-objects.ts';
import type { GitHttpClient } from './http-client.ts';
import { lineOrigin } from './line-origin.ts';
import type { GitReference } from './reference.ts';
import { rememberLast } from './remember-last.ts';
import { listRemoteReferences } from './remote-references.ts';
import { resolveReference } from './resolve-reference.ts';
import { serialize } from './serialize.ts';
import type { SourceLimits } from './source-options.ts';

export interface RemoteSourceOptions {
  readonly address: string;
  readonly reference: GitReference;
  readonly http: GitHttpClient;
  readonly cacheFolder: string;
  readonly limits: SourceLimits;
  readonly log: Log;
}

/** Snapshots that stay open: what targets read now, and what they read before. */
const MAX_SNAPSHOTS = 4;

/**
 * A repository on a server, over HTTP(S). Commits are fetched once, without
 * history, into a cache that outlives the process.
 */
export function remoteSource(options: RemoteSourceOptions): Source {
  const { address, reference, http, limits, log } = options;
  const repository = repositoryFolder(options.cacheFolder, address);
  const snapshots = rememberLast<Snapshot>(MAX_SNAPSHOTS);
  // One fetch at a time: it bounds memory, and who comes second finds the commit there.
  const oneAtATime = serialize();

  const obtain = async (git: Git, commit: string, afresh: boolean, signal?: AbortSignal) => {
    const fetched = await fetchCommit(commit, {
      git,
      http,
      address,
      repository,
      limits,
      signal,
      afresh,
    });
    log.info('Fetched a commit', { repository: address, commit });
    await removeOldGenerations(repository, Date.now()).catch((error: unknown) => {
      log.warn('Old commits stay in the cache', { repository: address, reason: messageOf(error) });
    });
    return fetched;
  };

  const rebuild = async (git: Git, generation: Generation, cause: unknown) => {
    log.warn('Rebuilding a damaged cache', {
      repository: address,
      commit: generation.commit,
      reason: messageOf(cause),
    });
    await removeGeneration(generation);
    return obtain(git, generation.commit, true);
  };

  const open = async (revision: Revision, signal?: AbortSignal): Promise<Snapshot> => {
    const git = await loadGit();
    const { commit } = revision;
    // The repository may be private.
    await mkdir(repository, { recursive: true, mode: 0o700 });
    const found = await findGeneration(repository, commit);
    const generation = found ?? (await obtain(git, commit, false, signal));
    const objects = healingObjects(
      openGeneration(git, generation),
      async (cause) => openGeneration(git, await rebuild(git, generation, cause)),
      (cause) => corrupt(address, commit, cause),
    );
    const treeId = await objects.treeOf(commit);
    await objects.tree(treeId);
    return {
      revision,
      treeId,
      tree: gitTree(objects, treeId, limits),
      // Not by objects that heal: what is missing of the history is not damaged.
      async lineOrigin(file, line) {
        const kept = await findGeneration(repository, commit);
        return kept && lineOrigin(openGeneration(git, kept), commit, file, line);
      },
    };
  };

  const snapshot = (revision: Revision, signal?: AbortSignal) =>
    oneAtATime(async () => {
      signal?.throwIfAborted();
      const known = snapshots.get(revision.commit);
      if (known !== undefined) return { ...known, revision };
      const opened = await open(revision, signal).catch((error: unknown) => {
        throw toCacheError(error, options.cacheFolder, address);
      });
      snapshots.set(revision.commit, opened);
      return opened;
    });

  return {
    async resolve(signal) {
      if (reference.kind === 'commit') {
        const revision = { commit: reference.commit, ref: reference.commit };
        await snapshot(revision, signal);
        return revision;
      }
      const git = await loadGit();
      return resolveReference(reference, address, (prefix) =>
        listRemoteReferences(git, http, address, prefix, signal),
      );
    },
    snapshot,
    async close() {
      snapshots.clear();
      await http.close();
    },
  };
}

function openGeneration(git: Git, generation: Generation): GitObjects {
  return openGitObjects(git, generationFiles(), generation.folder);
}

function corrupt(address: string, commit: string, cause: unknown): SourceError {
  return new SourceError(
    'REPOSITORY_CORRUPT',
    `${address}: commit ${commit} cannot be read, not even after fetching it again (${messageOf(cause)}); run git fsck on the server`,
    { data: { repository: address, commit }, cause },
  );
}

/** Trouble with files of the cache, told apart from trouble with the server. */
function toCacheError(error: unknown, folder: string, address: string): unknown {
  if (!(error instanceof Error) || error instanceof SourceError) return error;
  if (error instanceof DamagedObjectError || !('syscall' in error)) return error;
  return new SourceError(
    'CACHE_UNUSABLE',
    `${folder}: cannot keep what is fetched from ${address} there (${error.message}); make the folder writable, or free some space`,
    { data: { repository: address, folder }, cause: error },
  );
}
