import { SourceError } from '../model/ports/source-errors.ts';
import { fetchingFiles, generationFiles } from './cache-files.ts';
import { type Generation, makeGeneration, startFromNewest } from './generations.ts';
import type { Git } from './git.ts';
import { DamagedObjectError, openGitObjects } from './git-objects.ts';
import type { GitHttpClient } from './http-client.ts';
import { commitRefused } from './http-problems.ts';
import { checkPack, type PackLimits } from './pack-check.ts';
import { toSourceError } from './remote-references.ts';

export interface FetchOptions {
  readonly git: Git;
  readonly http: GitHttpClient;
  readonly address: string;
  /** The folder of the repository in the cache. */
  readonly repository: string;
  readonly limits: PackLimits;
  readonly signal: AbortSignal | undefined;
  /** Takes nothing from what the cache holds, which may be damaged. */
  readonly afresh: boolean;
}

/**
 * Fetches one commit without its history into a generation of its own. Throws
 * `SourceError`, `COMMIT_NOT_FOUND` where the server does not give it out.
 */
export async function fetchCommit(commit: string, options: FetchOptions): Promise<Generation> {
  const { git, http, address, repository, limits, signal } = options;
  return makeGeneration(repository, commit, address, async (folder) => {
    const base = options.afresh ? undefined : await startFromNewest(repository, folder);
    try {
      await git.fetch({
        fs: fetchingFiles((pack) => checkPack(pack, limits, address)),
        http: http.with(signal),
        gitdir: folder,
        url: address,
        // What is there already: isomorphic-git offers the server the commit of this branch.
        ref: base === undefined ? commit : 'refs/heads/base',
        remoteRef: commit,
        singleBranch: true,
        tags: false,
        depth: 1,
      });
    } catch (error) {
      throw toFetchError(commit, address, error, signal);
    }
    await verify(git, folder, commit, address);
  });
}

/** A server may answer without the commit: then nothing is kept. */
async function verify(git: Git, folder: string, commit: string, address: string): Promise<void> {
  const objects = openGitObjects(git, generationFiles(), folder);
  try {
    await objects.tree(await objects.treeOf(commit));
  } catch (error) {
    if (!(error instanceof DamagedObjectError)) throw error;
    throw commitRefused(address, `no ${commit} in the answer`, error);
  }
}

function toFetchError(
  commit: string,
  address: string,
  error: unknown,
  signal: AbortSignal | undefined,
): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'RemoteCapabilityError') {
    return new SourceError(
      'SHALLOW_REFUSED',
      `${address}: the server cannot send a commit without its history; use a Git server with shallow fetches`,
      { data: { repository: address, commit }, cause: error },
    );
  }
  return toSourceError(address, error, signal);
}
