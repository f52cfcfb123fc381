import type {
  Comment,
  Conversation,
  Forge,
  Issue,
  Issues,
  IssueText,
} from '../../model/ports/forge.ts';
import { ForgeNotFoundError } from '../../model/ports/forge-errors.ts';
import { cutLine } from '../cut-line.ts';
import type { ForgeLocation, GitHubCredentials } from '../forge-options.ts';
import { countedPages } from '../page-limit.ts';
import { type GitHubClient, githubClient } from './github-client.ts';
import { githubPullRequests } from './github-pull-requests.ts';

const writers: ReadonlySet<string> = new Set(['admin', 'write']);

/** A repository on GitHub or GitHub Enterprise. */
export function githubForge(location: ForgeLocation, credentials: GitHubCredentials): Forge {
  const client = githubClient(location, credentials);
  const { octokit, here, call } = client;
  return {
    commentLimit: 65_536,
    pullRequests: githubPullRequests(client),
    conversation: conversationOf(client),
    issues: issuesOf(client),
    async setStatus(commit, { state, context, description, url }, signal) {
      await call(`set the status of commit ${commit}`, () =>
        octokit.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
          ...here(signal),
          sha: commit,
          state,
          context,
          description: cutLine(description, 140),
          ...(url === undefined ? {} : { target_url: url }),
        }),
      );
    },
    async mayWrite(login, signal) {
      const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
      try {
        const { data } = await call(`ask what ${login} may do`, () =>
          octokit.request(route, { ...here(signal), username: login }),
        );
        return writers.has(data.permission);
      } catch (thrown) {
        if (thrown instanceof ForgeNotFoundError) return false;
        throw thrown;
      }
    },
  };
}

function conversationOf(client: GitHubClient): Conversation {
  const { octokit, here, call, login } = client;
  return {
    async comments(pullRequest, signal) {
      const doing = `read the comments of pull request ${pullRequest}`;
      const comments = await call(doing, () =>
        octokit.paginate(
          'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
          { ...here(signal), issue_number: pullRequest, per_page: 100 },
          countedPages(),
        ),
      );
      const self = await login();
      return comments.map((comment) => commentOf(comment, self));
    },
    async write(pullRequest, body, id, signal) {
      const written = await call(`comment on pull request ${pullRequest}`, () =>
        id === undefined
          ? createComment(client, pullRequest, body, signal)
          : updateComment(client, id, body, signal),
      );
      return commentOf(written, written.user?.login ?? '');
    },
  };
}

async function createComment(
  { octokit, here }: GitHubClient,
  pullRequest: number,
  body: string,
  signal: AbortSignal | undefined,
): Promise<GivenComment> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const given = { ...here(signal), issue_number: pullRequest, body };
  return (await octokit.request(route, given)).data;
}

async function updateComment(
  { octokit, here }: GitHubClient,
  id: string,
  body: string,
  signal: AbortSignal | undefined,
): Promise<GivenComment> {
  const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
  const given = { ...here(signal), comment_id: Number(id), body };
  return (await octokit.request(route, given)).data;
}

interface GivenComment {
  readonly id: number | bigint;
  readonly body?: string | undefined;
  readonly html_url: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly user: { readonly login: string } | null;
}

function commentOf(given: GivenComment, self: string): Comment {
  const author = given.user?.login ?? 'ghost';
  return {
    id: String(given.id),
    author,
    own: author === self,
    body: given.body ?? '',
    url: given.html_url,
    createdAt: given.created_at,
    updatedAt: given.updated_at,
  };
}

function issuesOf({ octokit, here, call, login }: GitHubClient): Issues {
  return {
    async own(signal) {
      const creator = await login();
      const issues = await call('list issues', () =>
        octokit.paginate(
          'GET /repos/{owner}/{repo}/issues',
          { ...here(signal), creator, state: 'open', per_page: 100 },
          countedPages(),
        ),
      );
      return issues.filter((issue) => issue.pull_request === undefined).map(issueOf);
    },
    async write(issue, number, signal) {
      const { title, body } = issue;
      if (number !== undefined) {
        const { data } = await call(`write issue ${number}`, () =>
          octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
            ...here(signal),
            issue_number: number,
            title,
            body,
            state: issue.open ? 'open' : 'closed',
          }),
        );
        return issueOf(data);
      }
      const { data } = await call('open an issue', () =>
        octokit.request('POST /repos/{owner}/{repo}/issues', { ...here(signal), title, body }),
      );
      return issueOf(data);
    },
  };
}

function issueOf(given: {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: string;
  readonly html_url: string;
}): Issue {
  const text: IssueText = {
    title: given.title,
    body: given.body ?? '',
    open: given.state === 'open',
  };
  return { ...text, number: given.number, url: given.html_url };
}
