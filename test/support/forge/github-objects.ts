import type {
  ForgeModel,
  ModelComment,
  ModelIssue,
  ModelPullRequest,
  ModelStatus,
} from './forge-model.ts';

/** Objects as GitHub answers them, whole: its description says which fields are required. */
export interface GitHubObjects {
  pullRequest(given: ModelPullRequest): object;
  /** As it is answered alone, not in a list. */
  wholePullRequest(given: ModelPullRequest): object;
  comment(given: ModelComment): object;
  issue(given: ModelIssue): object;
  status(given: ModelStatus, at: string): object;
  user(login: string): object;
  comparison(base: string, given: ModelPullRequest): object;
}

const parts = {
  user: 'followers following gists starred subscriptions organizations repos events received_events',
  repository:
    'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags teams trees clone git ssh svn',
};

function links(names: string, url: string): object {
  return Object.fromEntries(names.split(' ').map((name) => [`${name}_url`, `${url}/${name}`]));
}

export function githubObjects(model: ForgeModel, base: string, fullName: string): GitHubObjects {
  const api = `${base}/repos/${fullName}`;
  const html = `${base}/${fullName}`;

  const user = (login: string) => ({
    login,
    id: [...login].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1_000_000,
    node_id: `U_${login}`,
    avatar_url: `${base}/avatars/${login}`,
    gravatar_id: '',
    url: `${base}/users/${login}`,
    html_url: `${base}/${login}`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
    ...links(parts.user, `${base}/users/${login}`),
  });

  const repository = (name: string) => {
    const [owner = '', repo = ''] = name.split('/');
    const url = `${base}/repos/${name}`;
    const counts = { forks: 0, open_issues: 0, stargazers: 0, watchers: 0 };
    return {
      id: name.length,
      node_id: `R_${name}`,
      name: repo,
      full_name: name,
      owner: user(owner),
      private: false,
      html_url: `${base}/${name}`,
      description: null,
      fork: name !== fullName,
      url,
      default_branch: 'main',
      homepage: null,
      language: null,
      license: null,
      mirror_url: null,
      size: 1,
      archived: false,
      disabled: false,
      has_downloads: true,
      has_issues: true,
      has_pages: false,
      has_projects: false,
      has_wiki: false,
      ...counts,
      forks_count: 0,
      open_issues_count: 0,
      stargazers_count: 0,
      watchers_count: 0,
      pushed_at: '2026-01-01T00:00:00Z',
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
      ...links(parts.repository, url),
    };
  };

  const side = (ref: string, sha: string, name: string) => {
    const owner = name.split('/')[0] ?? '';
    return { label: `${owner}:${ref}`, ref, sha, repo: repository(name), user: user(owner) };
  };

  const pullRequest = (given: ModelPullRequest) => {
    const { number } = given;
    const url = `${api}/pulls/${number}`;
    const issue = `${api}/issues/${number}`;
    const ended = given.state === 'open' ? null : given.updatedAt;
    const link = (href: string) => ({ href });
    return {
      id: number + 1_000,
      node_id: `PR_${number}`,
      number,
      state: given.state === 'open' ? 'open' : 'closed',
      locked: false,
      title: given.title,
      body: given.body,
      user: user(given.author),
      url,
      html_url: `${html}/pull/${number}`,
      diff_url: `${html}/pull/${number}.diff`,
      patch_url: `${html}/pull/${number}.patch`,
      issue_url: issue,
      commits_url: `${url}/commits`,
      review_comments_url: `${url}/comments`,
      review_comment_url: `${url}/comments{/number}`,
      comments_url: `${issue}/comments`,
      statuses_url: `${api}/statuses/${given.headCommit}`,
      labels: [],
      assignee: null,
      milestone: null,
      author_association: given.fork ? 'NONE' : 'MEMBER',
      auto_merge: null,
      head: side(
        given.headBranch,
        given.headCommit,
        given.fork || given.pushedForReview ? `${given.author}/copy` : fullName,
      ),
      base: side(given.base, 'b'.repeat(40), fullName),
      // For one that is open it is the commit of a trial merge.
      merge_commit_sha: given.mergeCommit ?? 'e'.repeat(40),
      merged_at: given.state === 'merged' ? given.updatedAt : null,
      closed_at: ended,
      created_at: given.createdAt,
      updated_at: given.updatedAt,
      _links: {
        self: link(url),
        html: link(`${html}/pull/${number}`),
        issue: link(issue),
        comments: link(`${issue}/comments`),
        review_comments: link(`${url}/comments`),
        review_comment: link(`${url}/comments{/number}`),
        commits: link(`${url}/commits`),
        statuses: link(`${api}/statuses/${given.headCommit}`),
      },
    };
  };

  const commit = (sha: string) => ({
    sha,
    node_id: `C_${sha}`,
    url: `${api}/commits/${sha}`,
    html_url: `${html}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    commit: {
      url: `${api}/git/commits/${sha}`,
      author: null,
      committer: null,
      message: 'Change the monitoring',
      comment_count: 0,
      tree: { sha, url: `${api}/git/trees/${sha}` },
    },
    author: null,
    committer: null,
    parents: [],
  });

  return {
    user,
    comparison: (base, { headCommit, mergeBase }) => {
      const url = `${html}/compare/${base}...${headCommit}`;
      return {
        url: `${api}/compare/${base}...${headCommit}`,
        html_url: url,
        permalink_url: url,
        diff_url: `${url}.diff`,
        patch_url: `${url}.patch`,
        base_commit: commit('b'.repeat(40)),
        merge_base_commit: commit(mergeBase),
        status: 'ahead',
        ahead_by: 1,
        behind_by: 0,
        total_commits: 1,
        commits: [commit(headCommit)],
      };
    },
    pullRequest,
    wholePullRequest: (given) => ({
      ...pullRequest(given),
      additions: 1,
      deletions: 1,
      changed_files: 1,
      comments: 0,
      review_comments: 0,
      commits: 1,
      mergeable: true,
      mergeable_state: 'clean',
      merged: given.state === 'merged',
      merged_by: null,
      maintainer_can_modify: false,
    }),
    comment: ({ id, pullRequest: number, author, body, createdAt, updatedAt }) => ({
      id,
      node_id: `IC_${id}`,
      url: `${api}/issues/comments/${id}`,
      html_url: `${html}/pull/${number}#issuecomment-${id}`,
      issue_url: `${api}/issues/${number}`,
      body,
      user: user(author),
      created_at: createdAt,
      updated_at: updatedAt,
      author_association: model.permissions.has(author) ? 'MEMBER' : 'NONE',
    }),
    issue: ({ number, title, body, author, state, createdAt, updatedAt }) => {
      const url = `${api}/issues/${number}`;
      return {
        id: number + 5_000,
        node_id: `I_${number}`,
        number,
        title,
        body,
        state,
        locked: false,
        user: user(author),
        labels: [],
        assignee: null,
        milestone: null,
        comments: 0,
        url,
        html_url: `${html}/issues/${number}`,
        repository_url: api,
        comments_url: `${url}/comments`,
        events_url: `${url}/events`,
        labels_url: `${url}/labels{/name}`,
        author_association: 'MEMBER',
        closed_at: state === 'closed' ? updatedAt : null,
        created_at: createdAt,
        updated_at: updatedAt,
      };
    },
    status: ({ commit, context, state, description, url }, at) => ({
      url: `${api}/statuses/${commit}`,
      avatar_url: null,
      id: 1,
      node_id: 'SC_1',
      state,
      description,
      target_url: url ?? null,
      context,
      created_at: at,
      updated_at: at,
      creator: user(model.self),
    }),
  };
}
