import type { Comment as GiteaComment, Issue as GiteaIssue } from 'gitea-js';
import type { Comment, Conversation, Forge, Issue, Issues } from '../../model/ports/forge.ts';
import { ForgeNotFoundError } from '../../model/ports/forge-errors.ts';
import { cutLine } from '../cut-line.ts';
import type { ForgeLocation, TokenCredentials } from '../forge-options.ts';
import { mustEnd } from '../page-limit.ts';
import { type GiteaClient, giteaClient } from './gitea-client.ts';
import { giteaPullRequests } from './gitea-pull-requests.ts';

const writers: ReadonlySet<string> = new Set(['owner', 'admin', 'write']);

/** A repository on Gitea or Forgejo. */
export function giteaForge(location: ForgeLocation, credentials: TokenCredentials): Forge {
  const client = giteaClient(location, credentials);
  const { api, owner, repo, call } = client;
  return {
    commentLimit: 65_535,
    pullRequests: giteaPullRequests(client),
    conversation: conversationOf(client),
    issues: issuesOf(client),
    async setStatus(commit, { state, context, description, url }, signal) {
      await call(`set the status of commit ${commit}`, signal, () =>
        api.repos.repoCreateStatus(owner, repo, commit, {
          state,
          context,
          description: cutLine(description, 255),
          ...(url === undefined ? {} : { target_url: url }),
        }),
      );
    },
    async mayWrite(login, signal) {
      try {
        const { permission = 'none' } = await call(`ask what ${login} may do`, signal, () =>
          api.repos.repoGetRepoPermissions(owner, repo, login),
        );
        return writers.has(permission);
      } catch (thrown) {
        if (thrown instanceof ForgeNotFoundError) return false;
        throw thrown;
      }
    },
  };
}

function conversationOf({ api, owner, repo, call, login }: GiteaClient): Conversation {
  return {
    async comments(pullRequest, signal) {
      // Gitea gives all comments at once.
      const listed = await call(`read the comments of pull request ${pullRequest}`, signal, () =>
        api.repos.issueGetComments(owner, repo, pullRequest),
      );
      const self = await login();
      return listed.map((comment) => commentOf(comment, self));
    },
    async write(pullRequest, body, id, signal) {
      const written = await call(`comment on pull request ${pullRequest}`, signal, () =>
        id === undefined
          ? api.repos.issueCreateComment(owner, repo, pullRequest, { body })
          : api.repos.issueEditComment(owner, repo, Number(id), { body }),
      );
      return commentOf(written, written.user?.login ?? '');
    },
  };
}

function commentOf(given: GiteaComment, self: string): Comment {
  const author = given.user?.login ?? 'ghost';
  return {
    id: String(given.id ?? 0),
    author,
    own: author === self,
    body: given.body ?? '',
    url: given.html_url ?? '',
    createdAt: given.created_at ?? '',
    updatedAt: given.updated_at ?? '',
  };
}

function issuesOf({ api, owner, repo, call, login }: GiteaClient): Issues {
  return {
    async own(signal) {
      const created_by = await login();
      const found: Issue[] = [];
      for (let page = 1; ; page++) {
        const listed = await call('list issues', signal, () => {
          mustEnd(page);
          return api.repos.issueListIssues(owner, repo, {
            state: 'open',
            type: 'issues',
            created_by,
            limit: 50,
            page,
          });
        });
        if (listed.length === 0) return found;
        found.push(...listed.map(issueOf));
      }
    },
    async write({ title, body, open }, number, signal) {
      const doing = number === undefined ? 'open an issue' : `write issue ${number}`;
      const state = open ? 'open' : 'closed';
      const written = await call(doing, signal, () =>
        number === undefined
          ? api.repos.issueCreateIssue(owner, repo, { title, body })
          : api.repos.issueEditIssue(owner, repo, number, { title, body, state }),
      );
      return issueOf(written);
    },
  };
}

function issueOf(given: GiteaIssue): Issue {
  return {
    number: given.number ?? 0,
    title: given.title ?? '',
    body: given.body ?? '',
    open: given.state === 'open',
    url: given.html_url ?? '',
  };
}
