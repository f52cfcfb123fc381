import type { PullRequest as GiteaPullRequest } from 'gitea-js';
import type { PullRequest, PullRequests } from '../../model/ports/forge.ts';
import { ForgeNotFoundError } from '../../model/ports/forge-errors.ts';
import { mustEnd } from '../page-limit.ts';
import { decodeCursor, encodeCursor, mayBeNew } from '../poll-cursor.ts';
import type { GiteaClient } from './gitea-client.ts';

/** The most that Gitea gives at once, unless its administrator says otherwise. */
const limit = 50;

export function giteaPullRequests(client: GiteaClient): PullRequests {
  const { api, owner, repo, call } = client;
  return {
    async changedSince(text, signal) {
      const cursor = decodeCursor(text);
      const known = cursor?.newest ?? '';
      const state = known === '' ? 'open' : 'all';
      const changed: PullRequest[] = [];
      let newest = known;
      for (let page = 1; ; page++) {
        const listed = (await listPage(client, state, page, signal)).map(pullRequestOf);
        if (page === 1) newest = listed[0]?.updatedAt ?? known;
        // What changed in the same second may be new; what is older is not.
        changed.push(...listed.filter(({ updatedAt }) => mayBeNew({ newest: known }, updatedAt)));
        // A server may give less than asked for: only an empty page is the last one.
        const last = listed.at(-1);
        if (last === undefined || !mayBeNew({ newest: known }, last.updatedAt)) break;
        if (last.updatedAt === known) break;
      }
      return { changed, cursor: encodeCursor({ newest }) };
    },
    async containing(commit, signal) {
      try {
        const found = await call(`find the pull request of commit ${commit}`, signal, () =>
          api.repos.repoGetCommitPullRequest(owner, repo, commit),
        );
        return [pullRequestOf(found)];
      } catch (thrown) {
        if (thrown instanceof ForgeNotFoundError) return [];
        throw thrown;
      }
    },
    async mergeBase({ number, base }, signal) {
      const { merge_base = '' } = await call(
        `find where pull request ${number} leaves ${base}`,
        signal,
        () => api.repos.repoGetPullRequest(owner, repo, number),
      );
      return merge_base;
    },
    async proposed({ head, base }, signal) {
      // Asked for base and head, Gitea may give a closed one although another is open.
      for (let page = 1; ; page++) {
        const listed = await listPage(client, 'open', page, signal);
        const found = listed
          .filter((one) => one.head?.ref === head && one.base?.ref === base)
          .map(pullRequestOf)
          .find((one) => !one.head.fork);
        if (found !== undefined || listed.length === 0) return found;
      }
    },
    async create({ title, body, head, base }, signal) {
      const made = await call('propose a pull request', signal, () =>
        api.repos.repoCreatePullRequest(owner, repo, { title, body, head, base }),
      );
      return pullRequestOf(made);
    },
  };
}

async function listPage(
  { api, owner, repo, call }: GiteaClient,
  state: 'open' | 'all',
  page: number,
  signal: AbortSignal | undefined,
): Promise<readonly GiteaPullRequest[]> {
  return await call('list pull requests', signal, () => {
    mustEnd(page);
    return api.repos.repoListPullRequests(owner, repo, {
      state,
      sort: 'recentupdate',
      limit,
      page,
    });
  });
}

function pullRequestOf(given: GiteaPullRequest): PullRequest {
  const { number = 0, title = '', user, html_url = '', head, base, merged = false } = given;
  return {
    number,
    title,
    author: user?.login ?? 'ghost',
    url: html_url,
    state: merged ? 'merged' : given.state === 'open' ? 'open' : 'closed',
    head: {
      commit: head?.sha ?? '',
      reference: `refs/pull/${number}/head`,
      fork: head?.repo_id !== base?.repo_id || isPushedForReview(head?.ref),
    },
    base: base?.ref ?? '',
    mergeCommit: merged ? given.merge_commit_sha : undefined,
    updatedAt: given.updated_at ?? '',
  };
}

/**
 * Whoever may read can push to `refs/for/…`: the pull request then seems to be of the repository
 * itself, but of no branch. Where a branch was deleted it looks the same, and nothing is lost.
 */
function isPushedForReview(ref: string | undefined): boolean {
  return ref === undefined || ref.startsWith('refs/pull/');
}
