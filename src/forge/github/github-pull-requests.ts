import type { Endpoints } from '@octokit/types';
import type { PullRequest, PullRequests } from '../../model/ports/forge.ts';
import { countedPages, mustEnd } from '../page-limit.ts';
import { decodeCursor, encodeCursor, mayBeNew, type PollCursor } from '../poll-cursor.ts';
import type { GitHubClient } from './github-client.ts';

const list = 'GET /repos/{owner}/{repo}/pulls';
type Listed = Endpoints[typeof list]['response']['data'][number];

const perPage = 100;
const doing = 'list pull requests';

export function githubPullRequests(client: GitHubClient): PullRequests {
  const { octokit, here, call } = client;
  return {
    async changedSince(text, signal) {
      const cursor = decodeCursor(text);
      const page = await call(doing, () => newestFirst(client, 1, cursor?.etag, signal));
      if (page === 'unchanged') return { changed: [], cursor: text ?? '' };
      const changed =
        cursor === undefined
          ? await call(doing, () => allOpen(client, signal))
          : await call(doing, () => since(client, cursor, page.listed, signal));
      const next = { newest: page.listed[0]?.updated_at ?? cursor?.newest ?? '', etag: page.etag };
      return { changed: changed.map(pullRequestOf), cursor: encodeCursor(next) };
    },
    async containing(commit, signal) {
      const { data } = await call(`find the pull requests of commit ${commit}`, () =>
        octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
          ...here(signal),
          commit_sha: commit,
        }),
      );
      return data.map(pullRequestOf);
    },
    async mergeBase({ number, base, head }, signal) {
      const { data } = await call(`find where pull request ${number} leaves ${base}`, () =>
        octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
          ...here(signal),
          basehead: `${base}...${head.commit}`,
          // Nobody looks at the files and commits that come along.
          per_page: 1,
        }),
      );
      return data.merge_base_commit.sha;
    },
    async proposed({ head, base }, signal) {
      const { data } = await call(`find the pull request of branch ${head}`, () => {
        const where = here(signal);
        const from = `${where.owner}:${head}`;
        return octokit.request(list, { ...where, state: 'open', head: from, base });
      });
      return data.map(pullRequestOf).find((one) => !one.head.fork);
    },
    async create({ title, body, head, base }, signal) {
      const { data } = await call('propose a pull request', () =>
        octokit.request('POST /repos/{owner}/{repo}/pulls', {
          ...here(signal),
          title,
          body,
          head,
          base,
        }),
      );
      return pullRequestOf(data);
    },
  };
}

interface Page {
  readonly listed: readonly Listed[];
  readonly etag: string;
}

/** One page, newest change first; `unchanged` where it is what the etag names. */
async function newestFirst(
  { octokit, here }: GitHubClient,
  page: number,
  etag: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Page | 'unchanged'> {
  try {
    const { data, headers } = await octokit.request(list, {
      ...here(signal),
      state: 'all',
      sort: 'updated',
      direction: 'desc',
      per_page: perPage,
      page,
      ...(etag === undefined || etag === '' ? {} : { headers: { 'if-none-match': etag } }),
    });
    return { listed: data, etag: headers.etag ?? '' };
  } catch (thrown) {
    if ((thrown as { status?: unknown }).status === 304) return 'unchanged';
    throw thrown;
  }
}

function allOpen(
  { octokit, here }: GitHubClient,
  signal: AbortSignal | undefined,
): Promise<readonly Listed[]> {
  return octokit.paginate(
    list,
    { ...here(signal), state: 'open', per_page: perPage },
    countedPages(),
  );
}

/** Pages on from the first one until what comes is known. */
async function since(
  client: GitHubClient,
  cursor: PollCursor,
  first: readonly Listed[],
  signal: AbortSignal | undefined,
): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  let listed = first;
  for (let page = 1; ; page++) {
    mustEnd(page);
    const fresh = listed.filter(({ updated_at }) => mayBeNew(cursor, updated_at));
    found.push(...fresh);
    if (fresh.length < listed.length || listed.length < perPage) return found;
    const next = await newestFirst(client, page + 1, undefined, signal);
    listed = next === 'unchanged' ? [] : next.listed;
  }
}

type PullRequestLike = Pick<
  Listed,
  'number' | 'title' | 'html_url' | 'merge_commit_sha' | 'updated_at'
> & {
  readonly state: string;
  readonly merged_at: string | null;
  readonly user: { readonly login: string } | null;
  readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
  readonly base: { readonly ref: string; readonly repo: { readonly full_name: string } };
};

function pullRequestOf(given: PullRequestLike): PullRequest {
  const { number, title, html_url, user, state, merged_at, merge_commit_sha, head, base } = given;
  const merged = merged_at !== null;
  return {
    number,
    title,
    author: user?.login ?? 'ghost',
    url: html_url,
    state: merged ? 'merged' : state === 'open' ? 'open' : 'closed',
    head: {
      commit: head.sha,
      reference: `refs/pull/${number}/head`,
      // A fork that was deleted has no repository any more.
      fork: head.repo?.full_name !== base.repo.full_name,
    },
    base: base.ref,
    mergeCommit: merged ? (merge_commit_sha ?? undefined) : undefined,
    updatedAt: given.updated_at,
  };
}
