import type { CondensedMergeRequestSchema, MergeRequestSchema } from '@gitbeaker/rest';
import type { PullRequest, PullRequests } from '../../model/ports/forge.ts';
import { allPages } from '../page-limit.ts';
import { decodeCursor, encodeCursor } from '../poll-cursor.ts';
import type { GitLabClient } from './gitlab-client.ts';

const perPage = 100;

/** GitLab's merge requests. */
export function gitlabMergeRequests(client: GitLabClient): PullRequests {
  const { call, commits, mergeRequests, project, repositories } = client;
  return {
    async changedSince(text, signal) {
      const cursor = decodeCursor(text);
      const listed = await call('list merge requests', signal, () =>
        allPages(perPage, (page) =>
          mergeRequests.all({
            projectId: project,
            scope: 'all',
            orderBy: 'updated_at',
            sort: 'desc',
            perPage,
            page,
            ...(cursor === undefined || cursor.newest === ''
              ? { state: 'opened' }
              : { updatedAfter: cursor.newest }),
          }),
        ),
      );
      const newest = listed[0]?.updated_at ?? cursor?.newest ?? '';
      return { changed: listed.map(pullRequestOf), cursor: encodeCursor({ newest }) };
    },
    async containing(commit, signal) {
      const doing = `find the merge requests of commit ${commit}`;
      const listed = await call(doing, signal, () =>
        commits.allMergeRequests(project, commit, { page: 1, perPage }),
      );
      return listed.map(pullRequestOf);
    },
    async mergeBase({ number, base, head }, signal) {
      const doing = `find where merge request ${number} leaves ${base}`;
      const refs = [base, head.commit];
      return (await call(doing, signal, () => repositories.mergeBase(project, refs))).id;
    },
    async proposed({ head, base }, signal) {
      const listed = await call(`find the merge request of branch ${head}`, signal, () =>
        allPages(perPage, (page) =>
          mergeRequests.all({
            projectId: project,
            scope: 'all',
            state: 'opened',
            sourceBranch: head,
            targetBranch: base,
            perPage,
            page,
          }),
        ),
      );
      return listed.map(pullRequestOf).find((one) => !one.head.fork);
    },
    async create({ title, body, head, base }, signal) {
      const made = await call('propose a merge request', signal, () =>
        mergeRequests.create(project, head, base, title, { description: body }),
      );
      return pullRequestOf(made);
    },
  };
}

type Given = CondensedMergeRequestSchema &
  Pick<
    MergeRequestSchema,
    | 'author'
    | 'sha'
    | 'source_project_id'
    | 'target_project_id'
    | 'target_branch'
    | 'merge_commit_sha'
    | 'squash_commit_sha'
  >;

function pullRequestOf(given: Given): PullRequest {
  const { iid, title, author, web_url, state, sha } = given;
  const merged = state === 'merged';
  return {
    number: iid,
    title,
    author: author.username,
    url: web_url,
    state: merged ? 'merged' : state === 'opened' ? 'open' : 'closed',
    head: {
      commit: sha,
      reference: `refs/merge-requests/${iid}/head`,
      fork: given.source_project_id !== given.target_project_id,
    },
    base: given.target_branch,
    // A fast-forward leaves neither a merge nor a squash commit: the head itself is merged.
    mergeCommit: merged ? (given.merge_commit_sha ?? given.squash_commit_sha ?? sha) : undefined,
    updatedAt: given.updated_at,
  };
}
