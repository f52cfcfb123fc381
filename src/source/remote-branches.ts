import { promises } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../model/errors.ts';
import type { BranchChange, Branches } from '../model/ports/branches.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import { fetchingFiles } from './cache-files.ts';
import { commitFiles } from './commit-files.ts';
import { type Git, type GitFiles, loadGit } from './git.ts';
import type { GitHttpClient } from './http-client.ts';
import { checkPack, type PackLimits } from './pack-check.ts';
import { toSourceError } from './remote-references.ts';

export interface RemoteBranchesOptions {
  readonly address: string;
  readonly http: GitHttpClient;
  /** Where a repository for the commit is made, and removed again. */
  readonly scratchFolder: string;
  readonly limits: PackLimits;
}

/** Writes branches of a repository on a server, over HTTP(S). */
export function remoteBranches(options: RemoteBranchesOptions): Branches {
  const { address, http, scratchFolder, limits } = options;
  return {
    async push(change, signal) {
      const git = await loadGit();
      await promises.mkdir(scratchFolder, { recursive: true, mode: 0o700 });
      const gitdir = await mkdtemp(join(scratchFolder, 'pushing-'));
      try {
        await fetchParent(git, gitdir, change.parent, signal);
        const fs: GitFiles = { promises };
        const commit = await commitFiles(change, { git, fs, gitdir });
        await pushCommit(git, gitdir, commit, change, signal);
        return commit;
      } catch (thrown) {
        throw toSourceError(address, thrown, signal);
      } finally {
        await rm(gitdir, { recursive: true, force: true });
      }
    },
    close: () => http.close(),
  };

  async function fetchParent(
    git: Git,
    gitdir: string,
    commit: string,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const fs = fetchingFiles((pack) => checkPack(pack, limits, address));
    await git.init({ fs, gitdir, bare: true });
    await git.addRemote({ fs, gitdir, remote: 'origin', url: address });
    await git.fetch({
      fs,
      http: http.with(signal),
      gitdir,
      url: address,
      ref: commit,
      remoteRef: commit,
      singleBranch: true,
      tags: false,
      depth: 1,
    });
  }

  async function pushCommit(
    git: Git,
    gitdir: string,
    commit: string,
    { branch, base }: BranchChange,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const fs: GitFiles = { promises };
    const ref = `refs/heads/${branch}`;
    await git.writeRef({ fs, gitdir, ref, value: commit });
    // What the base has need not be sent.
    const head = { ref: 'refs/remotes/origin/HEAD', value: `refs/remotes/origin/${base}` };
    await git.writeRef({ fs, gitdir, ...head, symbolic: true });
    const refuse = (reason: string, cause?: unknown) =>
      new SourceError(
        'PUSH_REFUSED',
        `${address}: the server does not take the branch ${branch} (${reason}); let the credentials write to it`,
        { data: { repository: address, branch }, cause },
      );
    const taken = (cause: unknown) =>
      new SourceError(
        'BRANCH_TAKEN',
        `${address}: the branch ${branch} is there already with another commit; remove it`,
        { data: { repository: address, branch }, cause },
      );
    try {
      const to = { url: address, remote: 'origin', ref, remoteRef: ref };
      const { ok, error, refs } = await git.push({ fs, http: http.with(signal), gitdir, ...to });
      if (!ok) throw refuse(refs[ref]?.error || error || 'it does not say why');
    } catch (thrown) {
      if (thrown instanceof SourceError) throw thrown;
      if (signal?.aborted === true) throw thrown;
      throw isTaken(thrown) ? taken(thrown) : refuse(messageOf(thrown), thrown);
    }
  }
}

/** What isomorphic-git throws rather than to write over commits. */
function isTaken(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'PushRejectedError';
}
